"""Arguments of choices and loops, and what step functions give back."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import kerasfront.backend.checks.arguments as checks
import kerasfront.backend.checks.dtypes as dtype_checks
import kerasfront.backend.checks.shapes as shape_checks
from kerasfront.backend.kernels import CELLS, RecurrentCell
from kerasfront.backend.shaping import squeeze
from kerasfront.backend.types import Shape, Tensor, is_list
from kerasfront.backend.variables import cast, dtype, int_shape, is_tensor, ndim, zeros_like
from kerasfront.errors import ArgumentError, ArgumentTypeError


def switch(arguments: dict[str, Any]) -> None:
    """Expressions of one type, as far as they are there yet; of one shape, if the condition is a scalar."""
    rank = ndim(arguments["condition"])
    given = [arguments["then_expression"], arguments["else_expression"]]
    if rank != 0:
        if any(callable(expression) for expression in given):
            raise ArgumentError(f"switch: the condition for functions must be a scalar, got rank {rank}.")
        given = dtype_checks.alike(given)
        shape_checks.broadcast(arguments, "condition", "then_expression", "else_expression")
    elif any(callable(expression) for expression in given):
        given = _held_against_each_other(given)
    else:
        given = _of_one_shape(dtype_checks.alike(given))
    arguments["then_expression"], arguments["else_expression"] = given


def _of_one_shape(expressions: list[Any]) -> list[Any]:
    """A scalar beside another tensor is that number at each place of it."""
    shapes = [shape_checks.of(x) for x in expressions]
    if shape_checks.may_agree(*shapes):
        return expressions
    if () not in shapes:
        raise ArgumentError(f"switch: both expressions must have the same shape, got {shapes[0]} and {shapes[1]}.")
    k = shapes.index(())
    expressions[k] = zeros_like(expressions[1 - k]) + expressions[k]
    return expressions


def _held_against_each_other(expressions: Sequence[Any]) -> list[Callable[[], Any]]:
    """Functions that give the expressions; the second one that is called refuses to differ from the first."""
    found: list[Any] = []

    def held(expression: Any) -> Any:
        value = expression() if callable(expression) else expression
        found.append(value if is_tensor(value) else _number(value, found))
        shapes, types = [shape_checks.of(x) for x in found], [dtype_checks.of(x) for x in found]
        if not shape_checks.may_agree(shapes[0], shapes[-1]) or types[0] != types[-1]:
            raise ArgumentError(
                "switch: both expressions must have the same shape and type, got shape "
                f"{shapes[0]} of {types[0]!r} and shape {shapes[-1]} of {types[-1]!r}."
            )
        return found[-1]

    return [functools.partial(held, expression) for expression in expressions]


def _number(value: Any, found: Sequence[Any]) -> np.ndarray:
    """A whole number takes the type of what is there already."""
    whole = np.asarray(value).dtype.kind in "iu"
    return np.asarray(value, dtype_checks.of(found[0]) if whole and found else dtype_checks.common([value]))


def where(arguments: dict[str, Any]) -> None:
    """Operands of one type, with shapes that broadcast."""
    arguments["x"], arguments["y"] = dtype_checks.alike([arguments["x"], arguments["y"]])
    shape_checks.broadcast(arguments, "condition", "x", "y")


def unstack(arguments: dict[str, Any]) -> None:
    """Check that there are as many items as the first axis has."""
    shape = int_shape(arguments["x"])
    arguments["length"] = length = checks.count("length", arguments["length"])
    if not shape or shape[0] not in (None, length):
        raise ArgumentError(f"unstack: length={length} must be the size of the first axis of x, got shape {shape}.")


def elements(arguments: dict[str, Any]) -> None:
    """Something that has items; what a loop begins with gets the type of the items, if it is not a tensor."""
    elems = arguments["elems"] = dtype_checks.tensor(arguments["elems"])
    start = arguments.get("initializer")
    if start is not None and not is_tensor(start):
        arguments["initializer"] = cast(np.asarray(start), dtype_checks.common([start, elems]))
    if ndim(arguments["elems"]) == 0:
        raise ArgumentError("elems must have at least one axis, got a scalar.")


def scan(arguments: dict[str, Any]) -> None:
    """Sequences of one length; what the step function gives is held against the states that it got."""
    shapes = [int_shape(x) for x in arguments["sequences"]]
    lengths = {shape[0] if shape else 0 for shape in shapes} - {None}
    if not shapes or () in shapes or len(lengths) > 1:
        raise ArgumentError(f"scan: sequences must be tensors whose first axes have one length, got shapes {shapes}.")
    step = arguments["step_function"]

    def checked(items: list[Tensor], states: list[Tensor]) -> list[Tensor]:
        return fitting(states, step(items, states))

    arguments["step_function"] = checked


def fitting(states: Sequence[Tensor], new: Sequence[Tensor]) -> list[Tensor]:
    """The new states of a step, which are like the old ones.

    Raises
    ------
    ArgumentError
        If their number, a shape or a type differs.
    """
    if len(new) != len(states):
        raise ArgumentError(
            f"A step function got {len(states)} states and returned {len(new)}; it must return as many."
        )
    for position, (before, after) in enumerate(zip(states, new)):
        if not shape_checks.may_agree(int_shape(before), int_shape(after)) or dtype(before) != dtype(after):
            raise ArgumentError(
                f"A step function changed state {position} from {_description(before)} to {_description(after)}; "
                "in a loop, states keep their shape and type."
            )
    return list(new)


def rnn(arguments: dict[str, Any]) -> None:
    """Lists, a mask of rank 2, and a known number of steps if they are to be unrolled."""
    inputs = arguments["inputs"]
    if ndim(inputs) < 3:
        raise ArgumentError(
            f"rnn: inputs must have the shape (samples, time, ...), 3 axes or more; got {int_shape(inputs)}."
        )
    if int_shape(inputs)[1] == 0:
        raise ArgumentError(f"rnn: inputs must have at least one time step, got the shape {int_shape(inputs)}.")
    arguments["initial_states"] = _tensors("rnn", "initial_states", arguments["initial_states"])
    arguments["constants"] = _constants(arguments["constants"])
    for state in arguments["initial_states"]:
        if ndim(state) and not shape_checks.may_agree(int_shape(state)[:1], int_shape(inputs)[:1]):
            raise ArgumentError(
                "rnn: inputs and initial states must have the shape (samples, ...), got inputs of shape "
                f"{int_shape(inputs)} and a state of shape {int_shape(state)}."
            )
    if arguments["mask"] is not None:
        arguments["mask"] = _mask(arguments["mask"], int_shape(inputs))
    arguments["input_length"] = length = _agreed_length(arguments["input_length"], int_shape(inputs)[1])
    if arguments["unroll"] and length is None:
        raise ArgumentError(
            "rnn: unroll=True needs the number of steps. Give input_length or inputs of known length, or do not unroll."
        )


def gated_rnn(arguments: dict[str, Any]) -> None:
    """A cell with a name, as many states as it has, shapes that fit, and one type of floats."""
    cell, kernel, inputs = (arguments[name] for name in ("cell", "kernel", "inputs"))
    checks.one_of("cell", cell, tuple(CELLS))
    kind = CELLS[cell]
    checks.one_of("inner_activation", arguments["inner_activation"], kind.activations)
    states = arguments["initial_states"] = _tensors("gated_rnn", "initial_states", arguments["initial_states"])
    scales = arguments["scales"] = _tensors("gated_rnn", "scales", arguments["scales"])
    given = [int_shape(x) for x in (kernel, inputs, *states, *scales)]
    expected = _expected_of_gated_rnn(kind, given[0], given[1], kind.states + (kind.gates if scales else 0))
    if len(given) != len(expected) or not all(map(shape_checks.may_agree, given, expected)):
        raise ArgumentError(
            f"gated_rnn: kernel, inputs, states and scales of {cell!r} must have the shapes {expected}, got {given}."
        )
    if any(not size or size % 2 == 0 for size in given[0][:-2]):
        raise ArgumentError(f"gated_rnn: the rows and columns of a kernel must be odd numbers, got shape {given[0]}.")
    types = [dtype(x) for x in (kernel, inputs, *states, *scales)]
    if len(set(types)) > 1 or not types[0].startswith("float"):
        raise ArgumentError(f"gated_rnn: kernel, inputs, states and scales must have one type of floats, got {types}.")
    if arguments["mask"] is not None:
        arguments["mask"] = _mask(arguments["mask"], int_shape(inputs))


def _expected_of_gated_rnn(kind: RecurrentCell, kernel: Shape, inputs: Shape, states: int) -> list[Shape]:
    """Shapes of kernel, inputs and so many states and scales: of vectors, or of images if the kernel has rank 4."""
    images = len(kernel) == 4
    units = kernel[-2] if len(kernel) > 1 else None
    width = units and units * kind.gates
    window, sizes = (kernel[:2], (*inputs[2:-1], None, None)[:2]) if images else ((), ())
    return [(*window, units, width), (None, None, *sizes, width), *[(None, *sizes, units)] * states]


def _tensors(op: str, name: str, value: Any) -> list[Tensor]:
    given: Any = () if value is None else value
    if not is_list(given) or not all(map(is_tensor, given)):
        raise ArgumentTypeError(f"{op}: {name} must be a list of tensors, got {value!r}.")
    return list(given)


def _constants(value: Any) -> list[Any]:
    """Tensors, numbers, or lists of them: what classic layers hand to their steps."""
    given: Any = () if value is None else value
    if not is_list(given) or not all(map(_is_constant, given)):
        raise ArgumentTypeError(f"rnn: constants must be a list of tensors, numbers or lists of these, got {value!r}.")
    return list(given)


def _is_constant(value: Any) -> bool:
    if is_list(value):
        return all(map(_is_constant, value))
    return is_tensor(value) or isinstance(value, (int, float, np.ndarray, np.generic))


def _mask(mask: Tensor, inputs: Shape) -> Tensor:
    shape = int_shape(mask)
    if not any(shape_checks.may_agree(shape, fit) for fit in (inputs[:2], (*inputs[:2], 1))):
        raise ArgumentError(f"rnn: the mask must have the shape (samples, time), here {inputs[:2]}; got {shape}.")
    return squeeze(mask, 2) if len(shape) == 3 else mask


def _agreed_length(given: int | None, known: int | None) -> int | None:
    if None not in (given, known) and given != known:
        raise ArgumentError(f"rnn: input_length is {given}, but the inputs have {known} steps.")
    return known if given is None else given


def _description(x: Tensor) -> str:
    return f"shape {int_shape(x)} of {dtype(x)!r}"
