"""Libraries of backends that a script uses directly."""

from __future__ import annotations

from kerasfront import backend as K
from kerasfront.compatibility.examined import Examined, imported_names
from kerasfront.compatibility.import_mapping import plugged_in

_ELSEWHERE = (ImportError, OSError, SyntaxError)
"""Errors that another backend does not fix."""


def imported_libraries(found: Examined) -> list[str]:
    """List the libraries of backends that a script, or a module in its folder, imports."""
    modules = {name for tree in found.trees.values() for name in imported_names(tree, modules_only=True)}
    return sorted({mapping.package for mapping in plugged_in()} & {name.partition(".")[0] for name in modules})


def wanted_backend(found: Examined) -> str | None:
    """Find the backend whose library a script imports, if it does not import that of the chosen backend."""
    libraries = imported_libraries(found)
    return libraries[0] if libraries and K.chosen().value not in libraries else None


def hint(error: BaseException, found: Examined) -> str | None:
    """Suggest a backend after an error in a script that imports the library of another backend than the chosen one."""
    wanted = wanted_backend(found)
    if wanted is None or isinstance(error, _ELSEWHERE):
        return None
    return f"the script imports {wanted}, but its models are on {K.chosen().value}: run it with --backend {wanted}"
