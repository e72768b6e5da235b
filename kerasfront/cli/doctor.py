"""Report which Keras wrote a file (.json, .yaml, .h5 or keras.json), what it contains, and what will not load and why.

For a script or notebook (.py, .ipynb), report what it needs to run.
"""

from __future__ import annotations

import argparse
import math
import warnings
from pathlib import Path

from rich.console import Console

import kerasfront.cli.doctor_script as doctor_script
from kerasfront import backend as K
from kerasfront import config
from kerasfront.cli.custom_objects import add_option, imported
from kerasfront.cli.reports import Report, Sheet, add_report, reporting
from kerasfront.errors import KerasfrontError, shown
from kerasfront.models import load_model, model_from_config
from kerasfront.registry import custom_object_scope
from kerasfront.saving.inspection import ARCHITECTURE, MODEL, SETTINGS, Inspection, inspect

HELP = "report which Keras wrote a file, what it contains and what will not load; or what a script needs"
UNKNOWN = "not stated"
CELL = 200
"""Maximum number of characters of a cell."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, help="an architecture, weights, a whole model, a keras.json, or a script")
    parser.add_argument(
        "--isolated", action="store_true", help="read the file in a separate process, for files of unknown origin"
    )
    add_option(parser)
    add_report(parser)


def run(options: argparse.Namespace) -> int:
    """Print tables and problems; the exit status is 1 if there are problems."""
    with reporting(options.report, f"Report on {options.file.name}", Console()) as page:
        if options.file.suffix in doctor_script.SUFFIXES:
            return doctor_script.run(options.file, page)
        return _examine(options, page)


def _examine(options: argparse.Namespace, page: Report) -> int:
    with custom_object_scope(imported(options.custom_objects)):
        found = inspect(options.file, options.isolated)
        problems = found.problems or _tried(options.file, found, options.isolated)
    page.show(_facts(options.file, found))
    if found.layers:
        page.show(_layers(found))
    for problem in problems:
        page.say(f"problem: {problem}")
    if not problems:
        page.say("It loads.")
    return int(bool(problems))


def _tried(path: Path, found: Inspection, isolated: bool) -> list[str]:
    """Load the file and collect what goes wrong."""
    if found.kind == SETTINGS:
        return list(filter(None, (_misfit(path, key, value) for key, value in found.config.items())))
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            if found.kind == MODEL:
                load_model(path, compile=found.compiled, isolated=isolated)
            elif found.kind == ARCHITECTURE:
                model_from_config(found.config)
    except KerasfrontError as error:
        return [str(error)]
    return [str(warning.message) for warning in said]


def _misfit(path: Path, key: str, value: object) -> str | None:
    try:
        if key in config.DEFAULTS:
            config.checked(key, value, str(path))
    except KerasfrontError as error:
        return str(error)
    if key == "backend" and value not in K.installed():
        return f"backend {value!r} is not installed; installed are {', '.join(K.installed())}"
    known = [*config.DEFAULTS, "image_data_format"]
    if key in K.installed() and isinstance(value, dict):  # the settings of a backend, which it checks when it is loaded
        return None
    return None if key in known else f"{key!r} is an unknown setting; known are {', '.join(known)}"


def _facts(path: Path, found: Inspection) -> Sheet:
    origin, sizes = found.origin, [math.prod(shape) for part in found.layers for shape in part.shapes]
    orderings = sorted({part.dim_ordering for part in found.layers} - {""})
    rows = {"contains": found.kind, "Keras": origin.keras or UNKNOWN, "backend": origin.backend or UNKNOWN}
    if origin.kerasfront:
        rows["written by"] = f"kerasfront {origin.kerasfront}"
    if found.kind == SETTINGS:
        rows = {"contains": found.kind, **{key: repr(value) for key, value in found.config.items()}}
    if found.layers:
        rows |= {"layers": str(len(found.layers)), "dim_ordering": ", ".join(orderings) or "-"}
    if sizes:
        rows["parameters"] = f"{sum(sizes):,}"
    if found.has_kernels:
        rows["kernels"] = origin.kernels or UNKNOWN
    leading = [part.name for part in found.layers if part.leading_margin]
    if leading:
        rows["border_mode 'same'"] = f"pads at the start: {', '.join(leading)}"
    return Sheet(_cell(str(path)), ("what", "value"), [(_cell(name), _cell(value)) for name, value in rows.items()])


def _layers(found: Inspection) -> Sheet:
    rows: list[list[str]] = []
    for part in found.layers:
        shapes = ", ".join("x".join(map(str, shape)) or "number" for shape in part.shapes)
        rows.append(list(map(_cell, (part.name, part.class_name, part.dim_ordering, shapes))))
    return Sheet("Layers", ("layer", "class", "dim_ordering", "weights"), rows)


def _cell(text: str) -> str:
    """Make a one-line cell of text from a file, without control characters."""
    return shown(text, CELL).replace("\n", r"\n").replace("\t", r"\t")
