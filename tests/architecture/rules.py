"""Checkers of the house rules: parsed modules go in, findings come out as lines "file:line what is wrong"."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .levels import (
    ADAPTER_EXTRAS,
    ADAPTER_KINDS,
    ADAPTER_LIBRARIES,
    BACKENDS,
    FOLDER_LIBRARIES,
    FORMAT_NAMES,
    LEVELS,
    METADATA_BELOW,
    METADATA_FILE,
    METADATA_PREFIXES,
    PRIVATE_MODULES,
    PRIVATE_NAMES_FILES,
    RAW_TENSOR_ATTRIBUTES,
    ROLES,
    SYMBOLIC,
)

FRONT_END = "kerasfront"
LEGACY = "kerasfront.legacy"
ADAPTERS = tuple(ADAPTER_LIBRARIES)
BACKEND_WORD = re.compile("|".join(BACKENDS), re.IGNORECASE)
BACKEND_PACKAGES = {*BACKENDS, "keras", "tf_keras"}
LINES = {room: (line, group) for line, groups in enumerate(LEVELS) for group in groups for room in group}


@dataclass(frozen=True)
class Module:
    """A parsed source file under its dotted name."""

    name: str
    file: str
    is_package: bool
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    def at(self, node: ast.AST, message: str) -> str:
        """A finding at `node`."""
        return f"{self.file}:{getattr(node, 'lineno', 1)} {message}"


def parse(source: str, name: str, is_package: bool = False) -> Module:
    """A module from a string, as the tests of the rules make them."""
    file = name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
    return Module(name, file, is_package, ast.parse(source))


def read(root: Path) -> list[Module]:
    """All modules of the two source roots of the checkout at `root`."""
    modules = []
    for start, packages in ((root, (FRONT_END,)), (root / "backends", ADAPTERS)):
        for path in sorted(path for package in packages for path in (start / package).rglob("*.py")):
            name = ".".join(path.relative_to(start).with_suffix("").parts).removesuffix(".__init__")
            tree = ast.parse(path.read_text(encoding="utf8"))
            modules.append(Module(name, str(path.relative_to(root)), path.name == "__init__.py", tree))
    return modules


def in_package(name: str, package: str) -> bool:
    """Whether the dotted `name` is `package` or lies in it."""
    return name == package or name.startswith(package + ".")


def front_end(modules: Iterable[Module]) -> list[Module]:
    """Those of kerasfront."""
    return [module for module in modules if in_package(module.name, FRONT_END)]


def imports(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Every import, wherever in the file it stands, as the absolute names that are asked for."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            stem = _absolute(module, "." * node.level + (node.module or ""))
            yield from ((node, f"{stem}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _last_name(node.func) in ("import_module", "__import__"):
            for constant in node.args[:1]:
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
                    yield node, _absolute(module, constant.value)


def _absolute(module: Module, target: str) -> str:
    dots = len(target) - len(target.lstrip("."))
    if not dots:
        return target
    parents = module.package.split(".")
    return ".".join([*parents[: len(parents) - dots + 1], *filter(None, [target[dots:]])])


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _longest_prefix(name: str, known: Iterable[str]) -> str | None:
    return max((k for k in known if in_package(name, k)), key=len, default=None)


def room_of(name: str) -> str | None:
    """The room that a name in the front end belongs to; None if the plan has no room for it."""
    inside = name.removeprefix(FRONT_END).removeprefix(".")
    return _longest_prefix(inside, LINES.keys() - {""}) if inside else ""


def homeless(modules: Iterable[Module]) -> list[str]:
    """Modules that the plan has no room for."""
    return [f"{m.file} belongs to no room of levels.py" for m in front_end(modules) if room_of(m.name) is None]


def upward_imports(modules: Iterable[Module]) -> list[str]:
    """Imports that do not go to the own room or to a line above it."""
    found = []
    for module in front_end(modules):
        here = room_of(module.name)
        for node, target in imports(module):
            there = room_of(target) or ""
            if here is None or not in_package(target, FRONT_END):
                continue
            (line, group), (target_line, target_group) = LINES[here], LINES[there]
            if group != target_group and target_line >= line:
                found.append(module.at(node, f"imports {target}, which is not above {here or FRONT_END}"))
    return found


def backend_knowledge(modules: Iterable[Module]) -> list[str]:
    """Backends imported, named, or asked for by name in the front end."""
    found = []
    for module in front_end(modules):
        for node, target in imports(module):
            if target.split(".")[0] in BACKEND_PACKAGES or target.startswith("kerasfront_"):
                found.append(module.at(node, f"imports {target}"))
        docstrings = set(_docstrings(module.tree))
        for node in ast.walk(module.tree):
            if _asks_backend(node):
                found.append(module.at(node, "asks which backend is active"))
            exempt = node in docstrings or module.name in FORMAT_NAMES
            words = [] if exempt else filter(BACKEND_WORD.search, _words(node))
            found += [module.at(node, f"names a backend: {word!r}") for word in words]
    return found


def _asks_backend(node: ast.AST) -> bool:
    compared = ast.iter_child_nodes(node) if isinstance(node, ast.Compare | ast.Match) else ()
    return any(isinstance(child, ast.Call) and _last_name(child.func) == "backend" for child in compared)


def _docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _words(node: ast.AST) -> Iterator[str]:
    """What a node itself spells out: a string, or the names that it uses or gives."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for field in ("id", "attr", "arg", "name", "asname"):
        word = getattr(node, field, None)
        if isinstance(word, str):
            yield word


def raw_tensor_access(modules: Iterable[Module]) -> list[str]:
    """Our metadata outside its file, and attributes of raw tensors anywhere in the front end."""
    found = []
    for module in modules:
        ours = in_package(module.name, FRONT_END)
        for node in ast.walk(module.tree):
            attribute = isinstance(node, ast.Attribute)
            for word in _words(node):
                if module.name not in {METADATA_FILE, *METADATA_BELOW} and word.startswith(METADATA_PREFIXES):
                    found.append(module.at(node, f"touches {word}: only {METADATA_FILE} may"))
                elif ours and attribute and word in RAW_TENSOR_ATTRIBUTES:
                    found.append(module.at(node, f"uses .{word} of a raw tensor: K has an operation for it"))
    return found


def adapter_imports(modules: Iterable[Module]) -> list[str]:
    """Imports of an adapter that are neither K, errors, its own, its library's, NumPy nor the standard library."""
    found = []
    for module in modules:
        adapter = module.name.split(".")[0]
        if adapter not in ADAPTER_LIBRARIES:
            continue
        allowed = {adapter, "numpy", *ADAPTER_LIBRARIES[adapter], *sys.stdlib_module_names}
        for folder, libraries in FOLDER_LIBRARIES.items():
            allowed |= libraries if in_package(module.name, folder) else set()
        for node, target in imports(module):
            if not _is_of_k(target) and target.split(".")[0] not in allowed:
                found.append(module.at(node, f"imports {target}"))
    return found


def private_names(modules: Iterable[Module]) -> list[str]:
    """Private names and modules of a library outside the file of the adapter that is for them."""
    found = []
    for module in modules:
        if PRIVATE_NAMES_FILES.get(module.name.split(".")[0], module.name) == module.name:
            continue
        for node, target in imports(module):
            if any(in_package(target, private) for private in PRIVATE_MODULES):
                found.append(module.at(node, f"imports {target}"))
        attributes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)]
        foreign = [node for node in attributes if _last_name(node.value) not in ("self", "cls")]
        found += [module.at(node, f"uses {node.attr}") for node in foreign if _is_private(node.attr)]
    return found


def _is_private(name: str) -> bool:
    ours = name.startswith(METADATA_PREFIXES) or name.startswith("__") and name != "__internal__"
    return name.startswith("_") and not ours


def unequal_adapters(modules: Iterable[Module]) -> list[str]:
    """Files (or folders in their place) that one adapter has and another one of its kind lacks."""
    files: dict[str, set[str]] = {adapter: set() for adapter in ADAPTERS}
    for module in modules:
        adapter, *inside = module.name.split(".")
        if adapter in files:
            files[adapter].add(inside[0] if inside else "__init__")
    found = []
    for kind in ADAPTER_KINDS:
        everything = set.union(*(files[adapter] - ADAPTER_EXTRAS.get(adapter, frozenset()) for adapter in kind))
        found += [f"{adapter} lacks {name}.py" for adapter in kind for name in sorted(everything - files[adapter])]
    return found


def symbolic_imports(modules: Iterable[Module]) -> list[str]:
    """Imports of the symbolic graph that are neither K's, errors, NumPy nor the standard library."""
    allowed = {"numpy", *sys.stdlib_module_names}
    return [
        module.at(node, f"imports {target}")
        for module in modules
        if in_package(module.name, SYMBOLIC)
        for node, target in imports(module)
        if not _is_of_k(target) and target.split(".")[0] not in allowed
    ]


def _is_of_k(target: str) -> bool:
    return in_package(target, f"{FRONT_END}.backend") or in_package(target, f"{FRONT_END}.errors")


def imports_of_legacy(modules: Iterable[Module]) -> list[str]:
    """Imports of the legacy room from outside of it."""
    return [
        module.at(node, f"imports {target}")
        for module in modules
        if not in_package(module.name, LEGACY)
        for node, target in imports(module)
        if in_package(target, LEGACY)
    ]


def repeated_classes(modules: Iterable[Module]) -> list[str]:
    """Classes that have the name of another one."""
    places: dict[str, list[str]] = {}
    for module in modules:
        if not in_package(module.name, LEGACY):
            for node in ast.walk(module.tree):
                if isinstance(node, ast.ClassDef) and node.name not in ROLES:
                    places.setdefault(node.name, []).append(f"{module.file}:{node.lineno}")
    return [f"{' and '.join(found)} name a class {name}" for name, found in places.items() if len(found) > 1]


def cycles(modules: Iterable[Module]) -> list[str]:
    """Groups of modules that import one another, directly or through others.

    ``from package import module`` reads the namespace of the package, so it counts as an import of both.
    """
    modules = list(modules)
    graph: dict[str, set[str]] = {module.name: set() for module in modules}
    for module in modules:
        for node, target in imports(module):
            asked = {target, target.rpartition(".")[0]} if isinstance(node, ast.ImportFrom) else {target}
            graph[module.name] |= asked & graph.keys() - {module.name}
    reach = {name: _reachable(graph, name) for name in graph}
    groups = {tuple(sorted(n for n in reach[name] if name in reach[n])) for name in graph if name in reach[name]}
    return [" <-> ".join(group) for group in sorted(groups)]


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = set(graph[start])
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= graph[name] - seen
    return seen
