"""Theano's cache of compiled modules: what is compiled once is found again, and what is missing is compiled at once.

Of the 25 s that the training function of a small network took to compile, 24 s were 36 runs of g++, one after the other.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NamedTuple

from kerasfront_theano.compat.compiler import precompile_header

MAX_COMPILERS = 8  # each takes some 150 MB


def improve() -> None:
    """Apply everything in this file to the imported Theano."""
    _version_ops_without_properties()
    _version_external_ops_by_content()
    _compile_ahead()


def _version_ops_without_properties() -> None:
    """Keep the modules of operations with ``__props__ = ()`` from one process to the next.

    Theano takes the empty tuple for a missing version and compiles such operations (Dot22, Softmax, ...) in each process.
    """
    from theano.link.c.basic import CLinker

    theirs = CLinker.cmodule_key_

    def cmodule_key_(self, fgraph, *args, **kwargs):
        key = theirs(self, fgraph, *args, **kwargs)
        if not key or key[0]:
            return key
        versions = []
        for node in self.schedule(fgraph):
            versions.append(node.op.c_code_cache_version_apply(node))
            versions += [variable.type.c_code_cache_version() for variable in (*node.inputs, *node.outputs)]
        return (tuple(versions) if all(versions) else (), key[1])

    CLinker.cmodule_key_ = cmodule_key_


def _version_external_ops_by_content() -> None:
    """Find the modules of operations that are written in C files (DimShuffle) again.

    Theano names their version by Python's `hash`, which differs from process to process.
    """
    from theano.graph.op import ExternalCOp

    theirs = ExternalCOp.c_code_cache_version

    def c_code_cache_version(self):
        content = hashlib.sha256("\0".join(self.func_codes).encode()).hexdigest()
        return (content, *theirs(self)[1:])

    ExternalCOp.c_code_cache_version = c_code_cache_version


def _compile_ahead() -> None:
    """Compile what a function needs on all cores, before Theano makes it operation by operation."""
    from theano.configdefaults import config
    from theano.link.vm import VMLinker

    theirs = VMLinker.make_all

    def make_all(self, *args, **kwargs):
        if config.cxx and self.c_thunks is not False:
            compile_missing(self.schedule(self.fgraph))
        return theirs(self, *args, **kwargs)

    VMLinker.make_all = make_all


class CompiledModule(NamedTuple):
    """A module whose library lies in `folder`, in the form that Theano's cache asks modules for."""

    source: str
    folder: str
    library: str

    def get_src_code(self) -> str:
        return self.source

    def compile_cmodule(self, location: str) -> Any:
        from theano.link.c.cmodule import dlimport

        for name in os.listdir(self.folder):
            shutil.move(os.path.join(self.folder, name), location)
        open(os.path.join(location, "__init__.py"), "w").close()
        return dlimport(os.path.join(location, self.library))


def compile_missing(nodes: Iterable[Any]) -> None:
    """Compile the modules of `nodes` that the cache lacks, several at a time, and put them there.

    Whatever fails here is left to Theano, which tries again and then says which operation it was.
    """
    from theano.link.c.basic import get_module_cache

    linkers = _missing(nodes)
    if not linkers:
        return
    precompile_header(next(iter(linkers.values())).compile_args())
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_workers()) as pool:
        compiling = [(key, _compile(linker, pool, folder)) for key, linker in linkers.items()]
        for key, (module, done) in compiling:
            if done.exception() is None:
                get_module_cache().module_from_key(key, module)


def _workers() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_COMPILERS)


def _missing(nodes: Iterable[Any]) -> dict[Any, Any]:
    """The C linkers of nodes that are not compiled yet, by their keys in the cache; one for equal source codes."""
    from theano.graph.utils import MethodNotDefined
    from theano.link.c.basic import get_module_cache
    from theano.link.c.cmodule import get_module_hash

    cache = get_module_cache()
    found = {}
    for node in nodes:
        with suppress(NotImplementedError, MethodNotDefined):  # an operation in Python only
            linker = _linker(node)
            key = linker.cmodule_key() if linker else None
            if key and key not in cache.entry_from_key:
                source = get_module_hash(linker.get_src_code(), key)
                if source not in cache.module_hash_to_key_data:
                    found.setdefault(source, (key, linker))
    return dict(found.values())


def _linker(node: Any) -> Any:
    """What compiles one node, as `COp.make_thunk` sets it up; None for nodes that are not made that way."""
    from theano.graph.fg import FunctionGraph
    from theano.graph.op import COp
    from theano.link.c.basic import CLinker

    half = any(getattr(variable.type, "dtype", "") == "float16" for variable in (*node.inputs, *node.outputs))
    if half or getattr(type(node.op), "make_thunk", None) is not COp.make_thunk:
        return None
    node.op.prepare_node(node, storage_map=None, compute_map=None, impl="c")
    return CLinker().accept(FunctionGraph(node.inputs, node.outputs))


def _compile(linker: Any, pool: ThreadPoolExecutor, folder: str) -> tuple[CompiledModule, Future]:
    """Start to compile, in a new folder inside of `folder`."""
    from theano.link.c.cmodule import get_lib_extension

    module = linker.get_dynamic_module()
    source = module.code()
    location = tempfile.mkdtemp(dir=folder)
    done = pool.submit(
        linker.c_compiler().compile_str,
        module.code_hash,
        source,
        location=location,
        include_dirs=linker.header_dirs(),
        lib_dirs=linker.lib_dirs(),
        libs=linker.libraries(),
        preargs=linker.compile_args(),
        py_module=False,
    )
    return CompiledModule(source, location, f"{module.code_hash}.{get_lib_extension()}"), done
