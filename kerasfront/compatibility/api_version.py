"""Detect the API version that a script was written for, from its own imports, names and keywords."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kerasfront.compatibility.importers import KERAS

OLD, CLASSIC = "0.3", "1.2"
IMPORTED, WORD, KEYWORD = "import of", "", "="

CLUES = {
    OLD: {
        IMPORTED: {"Graph", "AutoEncoder", "LambdaMerge", "MaskedLambda", "MaskedLayer", "Siamese", "SiameseHead",
                   "TimeDistributedMerge", "containers"},
        WORD: {"add_node", "add_shared_node", "get_output_mask", "set_previous"},
        KEYWORD: {"class_mode", "show_accuracy", "truncate_gradient"},
    },
    CLASSIC: {
        IMPORTED: {"Bidirectional", "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "Input",
                   "Model", "TimeDistributed", "applications", "engine", "merge"},
        WORD: {"get_output_shape_for"},
        KEYWORD: {"consume_less", "metrics", "pickle_safe"},
    },
}  # fmt: skip
"""What only one of the APIs has. (Keras 1.x dropped some keywords of 0.3 with a warning.)"""


@dataclass(frozen=True)
class Guess:
    """A version of the API, and the words in the script that indicate it."""

    api: str
    clues: tuple[str, ...]


def guess(trees: Mapping[str, ast.AST]) -> Guess:
    """Detect the version from parsed files, given by name.

    One clue for Keras 1.x outweighs all clues for 0.3: scripts kept old keywords when they were migrated.
    """
    found = {api: tuple(dict.fromkeys(_clues(trees, api))) for api in CLUES}
    api = OLD if found[OLD] and not found[CLASSIC] else CLASSIC
    return Guess(api, found[api])


def _clues(trees: Mapping[str, ast.AST], api: str) -> Iterator[str]:
    for file, tree in trees.items():
        words = list(_words(tree))
        if any(kind == IMPORTED for kind, _, _ in words):
            for kind, word, line in words:
                if word in CLUES[api][kind]:
                    yield f"{word}{'=' * (kind == KEYWORD)} ({file}, line {line})"


def _words(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Iterate over possible clues: kind, word and line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            parts = (node.module or "").split(".")
            if parts[0] == KERAS and not node.level:
                yield from ((IMPORTED, word, node.lineno) for word in [*parts, *(alias.name for alias in node.names)])
        elif isinstance(node, ast.Import):
            named = [alias.name.split(".") for alias in node.names]
            yield from ((IMPORTED, word, node.lineno) for parts in named if parts[0] == KERAS for word in parts)
        elif isinstance(node, ast.keyword) and node.arg:
            yield KEYWORD, node.arg, node.value.lineno
        elif isinstance(node, ast.Attribute):
            yield WORD, node.attr, node.lineno
        elif isinstance(node, ast.FunctionDef):
            yield WORD, node.name, node.lineno
