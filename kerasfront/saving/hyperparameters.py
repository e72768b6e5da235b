"""Checks of the arguments of layers, optimizers and the like in files: finite numbers of the right type and range.

Scripts may pass what they like, as in classic Keras; a file that holds such arguments is damaged or made to do harm.
Only our own classes are checked: what others take is not for us to say.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from kerasfront.errors import FileError
from kerasfront.saving.plain_data import is_list, is_mapping

LARGEST = float(np.finfo("float32").max)


class Rule(NamedTuple):
    """What an argument may be, in words and as a predicate."""

    expected: str
    accepts: Callable[[Any], bool]


def _is_number(value: Any, least: float = -LARGEST, most: float = LARGEST) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value <= most


def _is_number_or_none(value: Any) -> bool:
    return value is None or _is_number(value)


def _number(least: float, most: float) -> Rule:
    return Rule(f"a number from {least:g} to {most:g}", partial(_is_number, least=least, most=most))


def _is_flag(value: Any) -> bool:
    return value is None or (isinstance(value, (bool, int)) and value in (0, 1))


def _is_integer(value: Any, least: int = -(2**31)) -> bool:
    """Whether `value` is None, an integer, or a list or dict of integers, such as the padding of an image."""
    if is_list(value) or is_mapping(value):
        return all(_is_integer(part, least) for part in (value.values() if is_mapping(value) else value))
    return value is None or (_is_number(value, least, 2**31 - 1) and value == int(value))


def _is_finite(value: Any) -> bool:
    if is_list(value):
        return all(map(_is_finite, value))
    return not isinstance(value, (int, float)) or isinstance(value, bool) or _is_number(value)


FINITE = Rule(f"a finite number: at most {LARGEST:g}, with either sign", _is_finite)
NUMBER = Rule(FINITE.expected, _is_number)
NUMBER_OR_NONE = Rule(FINITE.expected, _is_number_or_none)
FRACTION, AMOUNT = _number(0, 1), _number(0, LARGEST)
FLAG = Rule("true or false", _is_flag)
INTEGER = Rule("an integer of at most 31 bits, or several", _is_integer)
SIZE = Rule("a positive integer of at most 31 bits, or several", partial(_is_integer, least=1))
ARGUMENTS = (
    (FLAG, ("bias", "go_backwards", "mask_zero", "nesterov", "return_sequences", "stateful", "trainable", "unroll")),
    (INTEGER, ("axis", "concat_axis", "cropping", "dims", "dot_axes", "padding")),
    (INTEGER, ("seed", "shared_axes", "target_shape")),
    (SIZE, ("atrous_rate", "input_length", "noise_shape", "stride", "strides", "subsample", "subsample_length")),
    (SIZE, ("filter_length", "length", "n", "nb_col", "nb_row", "pool_length", "pool_size", "size")),
    (NUMBER, ("alpha", "decay", "k", "l1", "l2", "lr", "mask_value", "schedule_decay", "theta")),
    (NUMBER, ("m", "low", "high", "rate")),  # of norms
    (NUMBER_OR_NONE, ("clipnorm", "clipvalue")),
    (FRACTION, ("beta_1", "beta_2", "momentum", "rho")),
    (AMOUNT, ("epsilon", "sigma")),
)
RULES = {name: rule for rule, names in ARGUMENTS for name in names}
"""By argument; the names mean the same in all classes. Numbers in other arguments are `FINITE`."""


def check_arguments(thing: type, arguments: Any) -> None:
    """Refuse arguments that only a damaged or malicious file holds.

    Parameters
    ----------
    thing : type
        The class that they are for.
    arguments : plain data
        By name, if it is a mapping.

    Raises
    ------
    FileError
        Naming the class, the argument, what it may be and what it is.
    """
    for name, value in arguments.items() if is_mapping(arguments) else ():
        rule = RULES.get(name, FINITE)
        if not rule.accepts(value):
            raise FileError(f"{name} of {thing.__name__} is {value!r:.100} in the file; it must be {rule.expected}.")
