"""The API of Keras 0.3: put ``kerasfront.legacy`` where an old script says ``keras``.

Modules that differ from those of Keras 1.x are here, under their old paths; every other path leads to the module of the
same path in `kerasfront`.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from kerasfront.legacy.aliases import ModuleAliases

sys.meta_path.append(ModuleAliases(__name__, __name__.rpartition(".")[0]))


def __getattr__(name: str) -> ModuleType:
    if not name.startswith("_"):
        try:
            return importlib.import_module(f"{__name__}.{name}")
        except ModuleNotFoundError:
            pass
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
