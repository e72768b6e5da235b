"""Convert a model: to today's format, to that of Keras 2 or 3, with kernels for the other backend, or to JSON or YAML.

The output is read back and must compute what the original computes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rich.console import Console

from kerasfront.cli.custom_objects import add_option, imported
from kerasfront.engine.topology.lists import one_or_list, to_list
from kerasfront.errors import ArgumentError
from kerasfront.models import load_model, model_from_config, save_model
from kerasfront.registry import custom_object_scope
from kerasfront.saving import export_model
from kerasfront.saving.config import describe
from kerasfront.saving.inspection import ARCHITECTURE, MODEL, WEIGHTS, inspect
from kerasfront.saving.kernels import CONVENTIONS, CORRELATION
from kerasfront.saving.sample import TOLERANCE, relative_difference, sample_inputs
from kerasfront.saving.writing import replacing

HELP = "convert a model file, and verify that the result computes the same"
FORMS = {"keras1": 1, "keras2": 2, "keras3": 3}
WRITERS = {".json": "to_json", ".yaml": "to_yaml", ".yml": "to_yaml"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("source", type=Path, metavar="IN", help="a whole model, weights, or an architecture")
    parser.add_argument("target", type=Path, metavar="OUT", help=".h5, or .json or .yaml for the architecture alone")
    parser.add_argument(
        "--to",
        choices=FORMS,
        default="keras1",
        help="version of Keras whose load_model opens OUT: 1.2 and kerasfront (default), 2.2.4 and later and tf_keras, "
        "or 3; files for 2 and 3 are not compiled",
    )
    parser.add_argument(
        "--architecture", type=Path, metavar="FILE", help="architecture of the model that the weights in IN belong to"
    )
    parser.add_argument("--from-kernels", choices=CONVENTIONS, help="kernel convention of IN; default: as IN states")
    parser.add_argument(
        "--kernels", choices=CONVENTIONS, default=CORRELATION, help="kernel convention of OUT, for keras1"
    )
    parser.add_argument("--allow-code", action="store_true", help="run code in IN, such as that of Lambda layers")
    parser.add_argument("--overwrite", action="store_true", help="replace OUT")
    parser.add_argument(
        "--isolated", action="store_true", help="read IN in a separate process, for files of unknown origin"
    )
    add_option(parser)


def run(options: argparse.Namespace) -> int:
    """Convert, and print how far the outputs moved; the exit status is 1 if that is too far."""
    with custom_object_scope(imported(options.custom_objects)):
        model = _model(options)
        copy = _rewritten(model, options)
        if model.optimizer is not None and copy.optimizer is None:
            Console().print("The converted file has no training configuration: compile the model after loading it.")
        return _compare(options.target, model, copy)


def _rewritten(model: Any, options: argparse.Namespace) -> Any:
    """Write the model and read it back."""
    target, form, writer = options.target, FORMS[options.to], WRITERS.get(options.target.suffix)
    if form > 1:
        if options.kernels != CORRELATION:
            raise ArgumentError(f"--kernels is for Keras 1 only: {options.to} has one kernel convention.")
        export_model(model, target, options.overwrite, form)
        copy = model_from_config(describe(model), allow_code=options.allow_code)
        copy.load_weights(target)
    elif writer:
        with replacing(target, options.overwrite) as path:
            path.write_text(getattr(model, writer)(), encoding="utf8")
        copy = model_from_config(inspect(target).config, allow_code=options.allow_code)
        copy.set_weights(model.get_weights())
    else:
        save_model(model, target, options.overwrite, options.kernels)
        copy = load_model(target, allow_code=options.allow_code, compile=model.optimizer is not None)
    return copy


def _model(options: argparse.Namespace) -> Any:
    found = inspect(options.source, options.isolated)
    if found.kind == MODEL:
        return load_model(
            options.source,
            allow_code=options.allow_code,
            compile=found.compiled,
            kernels=options.from_kernels,
            isolated=options.isolated,
        )
    if found.kind == ARCHITECTURE:
        return model_from_config(found.config, allow_code=options.allow_code)
    if found.kind == WEIGHTS and options.architecture:
        model = model_from_config(inspect(options.architecture).config, allow_code=options.allow_code)
        model.load_weights(options.source, kernels=options.from_kernels, isolated=options.isolated)
        return model
    raise ArgumentError(
        f"{options.source} contains {found.kind}. Give the architecture, too: --architecture FILE (.json, .yaml)."
    )


def _compare(target: Path, model: Any, copy: Any) -> int:
    console, inputs = Console(), sample_inputs(model)
    if inputs is None:
        console.print(f"Written: {target}. Not verified, because an input has unknown sizes or the model is stateful.")
        return 0
    distance = relative_difference(*(to_list(one.predict(one_or_list(inputs))) for one in (copy, model)))
    console.print(f"Written: {target}. Read back, its outputs for a random input differ by at most {distance:.2g}.")
    return int(distance > TOLERANCE)
