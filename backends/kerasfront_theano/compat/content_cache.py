"""A folder of compiled modules, in which each is found by the hash of its source.

Theano looks modules up by keys, which hold whole graphs, and reads all keys of its cache before it uses the first
module: beside 12,500 modules, 13 s of each process. Here nothing is read but the modules that are used.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import partial
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

from theano.compile.compilelock import lock_ctx
from theano.link.c.cmodule import ModuleCache, get_module_hash, last_access_time, module_name_from_dir
from theano.utils import hash_from_code

DAY = 24 * 60 * 60
"""Seconds between two searches for modules that nobody uses any more."""


class ContentCache(ModuleCache):
    """Modules by the hash of their source, versions and compiler options, each in a folder of that name.

    A folder appears when its module is complete. Modules without a version are, as in Theano, of this process only.
    """

    def __contains__(self, module_hash: str) -> bool:
        return os.path.isdir(self._folder(module_hash))

    def refresh(self, *args: Any, **options: Any) -> list[str]:
        """Read no keys in advance."""
        return []

    def module_from_key(self, key: Any, lnk: Any = None) -> ModuleType:
        """Load the module of a key and its linker; compile it if it is new."""
        if key not in self.entry_from_key:
            if not key[0]:
                return super().module_from_key(key, lnk)
            module_hash = get_module_hash(lnk.get_src_code(), key)
            if module_hash not in self:
                self._compile(module_hash, lnk)
            self.remember(key, module_hash)
        return self._get_module(self.entry_from_key[key])

    def remember(self, key: Hashable, module_hash: str) -> None:
        """Note which module of the folder belongs to a key."""
        self.entry_from_key[key] = module_name_from_dir(self._folder(module_hash))

    def publish(self, folder: str, module_hash: str) -> None:
        """Move the folder of a compiled module to its place, unless another process was faster."""
        try:
            os.rename(folder, self._folder(module_hash))
        except OSError:
            if module_hash not in self:
                raise

    def clear_old(self, age_thresh_del: float | None = None, delete_if_problem: bool = False) -> None:
        """Delete modules that were not used for some time, by default a month; look for them once a day."""
        oldest = time.time() - (self.age_thresh_del if age_thresh_del is None else age_thresh_del)
        looked = Path(self.dirname, "looked_for_old")
        with suppress(FileNotFoundError):  # nobody has looked yet
            if age_thresh_del is None and time.time() - looked.stat().st_mtime < DAY:
                return
        with suppress(OSError):  # the folder may be read-only
            looked.touch()
        for path in filter(_is_module, Path(self.dirname).iterdir()):
            with suppress(OSError):  # what another process deletes meanwhile is gone
                if _last_use(path) < oldest:
                    shutil.rmtree(path, ignore_errors=True)

    def _folder(self, module_hash: str) -> str:
        return os.path.join(self.dirname, module_hash)

    def _compile(self, module_hash: str, linker: Any) -> None:
        with lock_ctx(), tempfile.TemporaryDirectory(dir=self.dirname) as folder:
            if module_hash in self:  # another process had the lock
                return
            try:
                location = tempfile.mkdtemp(dir=folder)
                compilation(linker, location)()
                self.publish(location, module_hash)
            except Exception as error:
                error.args += (str(linker.fgraph),)
                raise

    def _get_module(self, name: str) -> ModuleType:
        if name not in self.module_from_name:
            self.module_from_name[name] = _imported(name)
            self.stats[1] += 1
        return self.module_from_name[name]


def compilation(linker: Any, folder: str) -> Callable[[], Any]:
    """Write the source of a linker's module; return a function that compiles it in `folder`."""
    module = linker.get_dynamic_module()
    return partial(
        linker.c_compiler().compile_str,
        module.code_hash,
        module.code(),
        location=folder,
        include_dirs=linker.header_dirs(),
        lib_dirs=linker.lib_dirs(),
        libs=linker.libraries(),
        preargs=linker.compile_args(),
        py_module=False,
    )


def _imported(library: str) -> ModuleType:
    """Import a library by its path; a search through folders would list the whole cache for each."""
    spec = util.spec_from_file_location(Path(library).stem, library)
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _is_module(path: Path) -> bool:
    """Whether a path is a folder for a module: of this cache, of Theano's own, or of a process that was killed."""
    return path.name.startswith("tmp") or path.name.startswith("m") and len(path.name) == len(hash_from_code(""))


def _last_use(folder: Path) -> float:
    """When the module of a folder was loaded last, or if it has none, when the folder was changed."""
    library = module_name_from_dir(str(folder), err=False)
    return last_access_time(library) if library else folder.stat().st_mtime
