"""Predict for the samples in files, and write the outputs to a file that appears as a whole when all is done.

Files are read and written a block at a time, so they may be larger than memory.
"""

from __future__ import annotations

import argparse
import math
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from kerasfront import backend as K
from kerasfront.cli.custom_objects import add_option, imported
from kerasfront.cli.predict.reading import READERS, Block, opened
from kerasfront.cli.predict.writing import WRITERS, writing
from kerasfront.errors import ArgumentError, SourceError
from kerasfront.utils.checks import check_count
from kerasfront.utils.predictor import Predictor
from kerasfront.utils.progress import Progbar
from kerasfront.utils.tables import chosen

HELP = "predict for files of samples: npy, npz, h5, zarr, parquet, csv"
BLOCK_BYTES = 2**25
"""About so many bytes of inputs and outputs are in memory at a time, for each process."""
NUMBER_BYTES = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", type=Path, metavar="MODEL", help="a whole model")
    parser.add_argument(
        "inputs", type=Path, nargs="+", metavar="IN", help=f"{', '.join(READERS)}; several files lie side by side"
    )
    parser.add_argument("output", type=Path, metavar="OUT", help=f"{', '.join(WRITERS)}")
    parser.add_argument(
        "--columns",
        action="append",
        metavar="[INPUT=]NAME,...",
        help="arrays or columns that are the input; with several inputs, repeat the option for each. Default: those "
        "that have the names of the inputs, or for one input all",
    )
    parser.add_argument("--keep", default="", metavar="NAME,...", help="columns that OUT has, too, such as a key")
    parser.add_argument("--batch-size", type=int, default=32, metavar="N")
    parser.add_argument("--launch", type=int, default=1, metavar="N", help="use N processes of this machine")
    parser.add_argument("--allow-code", action="store_true", help="run code in MODEL, such as that of Lambda layers")
    parser.add_argument("--overwrite", action="store_true", help="replace OUT")
    parser.add_argument("--quiet", action="store_true", help="show no progress")
    add_option(parser)


def run(options: argparse.Namespace) -> int:
    """Predict, and show the progress."""
    processes, keep = check_count("--launch", options.launch), [name for name in options.keep.split(",") if name]
    with ExitStack() as stack:
        source = opened(options.inputs, stack)
        predictor = _predictor(options, keep, source.names)
        model = predictor.model
        named = chosen(source.names, model.input_names, predictor.columns, keep)
        features = [*dict.fromkeys(name for names in named.values() for name in names)]
        blocks = source.blocks(features, keep, _rows(model, predictor.batch_size))
        sink = stack.enter_context(writing(options.output, options.overwrite))
        bar, seen = Progbar(source.samples, verbose=int(not options.quiet)), 0
        for outputs in _computed(predictor, blocks, processes):
            sink.write(outputs)
            seen += len(next(iter(outputs.values())))
            bar.update(seen)
        if not seen:
            raise ArgumentError(f"There are no samples in {', '.join(map(str, options.inputs))}.")
        if source.samples is None:
            bar.end()
    if not options.quiet:
        print(f"Written: {options.output}")
    return 0


def _predictor(options: argparse.Namespace, keep: list[str], names: list[str]) -> Predictor:
    arguments: dict[str, Any] = {
        "batch_size": options.batch_size,
        "keep": keep,
        "custom_objects": imported(options.custom_objects),
        "allow_code": options.allow_code,
    }
    first = Predictor(options.model, columns=_columns(options.columns), **arguments)
    inputs = first.model.input_names
    if options.columns is None and len(options.inputs) == len(names) == len(inputs) > 1 and not {*inputs} <= {*names}:
        return Predictor(options.model, columns=dict(zip(inputs, names)), **arguments)  # a file for each, in order
    return first


def _columns(given: list[str] | None) -> Any:
    """What `Predictor` is told: None, a list, or a dict by input."""
    if given is None:
        return None
    parts = [text.rpartition("=") for text in given]
    if all(equals for _, equals, _ in parts):
        return {name: listed.split(",") for name, _, listed in parts}
    if len(given) == 1:
        return given[0].split(",")
    raise ArgumentError("--columns must be INPUT=NAME,... where it is given several times.")


def _rows(model: Any, batch_size: int) -> int:
    """Number of samples in a block: whole batches, at least one."""
    shapes = [K.int_shape(x)[1:] for x in (*model.inputs, *model.outputs)]
    numbers = sum(math.prod(size or 1 for size in shape) for shape in shapes)
    return max(BLOCK_BYTES // (NUMBER_BYTES * numbers) // batch_size, 1) * batch_size


def _computed(predictor: Predictor, blocks: Iterable[Block], processes: int) -> Iterator[Block]:
    """The outputs for each block, in order."""
    if processes == 1:
        yield from map(predictor, blocks)
        return
    waiting: deque[Future[Block]] = deque()
    with ProcessPoolExecutor(processes, get_context("spawn"), end_with_parent) as pool:
        try:
            for block in blocks:
                waiting.append(pool.submit(predictor, block))
                if len(waiting) > processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise SourceError("A process of --launch died, maybe for lack of memory; nothing was written.") from error
        finally:
            pool.shutdown(cancel_futures=True)


def end_with_parent() -> None:
    """Let this process end when the one that started it has been killed: otherwise it would wait for work forever."""
    parent = parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
