"""No argument is accepted and ignored: each regularizer, constraint, initialization, activation and the like counts."""

import inspect

import numpy as np
import pytest

from kerasfront import layers
from kerasfront.cli.bench.parity_cases import CASES
from kerasfront.layers import Input, Recurrent
from kerasfront.regularizers import l2

LAYERS = {case.layer: case for cases in CASES.values() for case in cases}


def arguments_of(name):
    """The arguments of a class, also those of its bases that it takes as ``**kwargs``."""
    signatures = [inspect.signature(base.__init__).parameters for base in getattr(layers, name).__mro__[:-1]]
    return {argument: p.default for parameters in reversed(signatures) for argument, p in parameters.items()}


def connected(name, **arguments):
    """A layer that was called on as many inputs as it takes."""
    case, layer_class = LAYERS[name], getattr(layers, name)
    if issubclass(layer_class, Recurrent):
        arguments.setdefault("consume_less", "gpu")  # classic Keras used inner_init and U_regularizer in this mode only
    layer = layer_class(**{**case.arguments, **arguments})
    inputs = [Input(case.shape, dtype="int32" if case.integers else None) for _ in range(case.inputs)]
    layer(inputs if case.inputs > 1 else inputs[0])
    return layer


def a_regularizer(K, name, argument):
    assert len(connected(name, **{argument: l2(0.1)}).losses) == len(connected(name, **{argument: None}).losses) + 1


def a_constraint(K, name, argument):
    with_it, without = (connected(name, **{argument: value}) for value in ("nonneg", None))
    assert len(with_it.constraints) == len(without.constraints) + 1


def an_initialization(K, name, argument):
    shapes = []
    value = lambda shape, name=None: shapes.append(shape) or K.zeros(shape, name=name)  # noqa: E731
    connected(name, **{argument: value})
    assert shapes


def an_initial_number(K, name, argument):
    assert any((weight == 0.75).all() for weight in connected(name, **{argument: 0.75}).get_weights())


def an_activation(K, name, argument):
    calls = []
    connected(name, **{argument: lambda x: calls.append(x) or x})
    assert calls


def weights(K, name, argument):
    values = [weight + 1 for weight in connected(name).get_weights()]
    for weight, value in zip(connected(name, weights=values).get_weights(), values, strict=True):
        np.testing.assert_array_equal(weight, value)


def bias(K, name, argument):
    assert len(connected(name, bias=False).weights) == len(connected(name, bias=True).weights) - (
        2 if name == "Highway" else 1
    )


def sizes_of_the_input(K, name, argument):
    place = {"input_dim": -1, "input_length": 1}[argument]
    layer = getattr(layers, name)(**{**LAYERS[name].arguments, "input_dim": 4, argument: 7})
    assert layer.batch_input_shape[place] == 7


KINDS = {
    "regularizer": a_regularizer,
    "constraint": a_constraint,
    "init": an_initialization,
    "activation": an_activation,
    "weights": weights,
    "bias": bias,
    "input_dim": sizes_of_the_input,
    "input_length": sizes_of_the_input,
}
"""By name, or end of the name, of an argument, what must be true of it."""

OTHERWISE = {
    ("Embedding", "input_dim"): "is the number of words",
    **dict.fromkeys([("ConvLSTM2D", "input_dim"), ("ConvLSTM2D", "input_length")], "is refused: test_wrong_arguments"),
    ("Bidirectional", "weights"): "is tested with its layers, in test_wrappers",
}


def found():
    for name in LAYERS:
        for argument, default in arguments_of(name).items():
            kind = next((end for end in KINDS if argument == end or argument.endswith(f"_{end}")), None)
            if kind and (name, argument) not in OTHERWISE:
                check = an_initial_number if kind == "init" and isinstance(default, float) else KINDS[kind]
                yield pytest.param(check, name, argument, id=f"{name}-{argument}")


FOUND = list(found())


@pytest.mark.parametrize(("check", "name", "argument"), FOUND)
def test_it_counts(K, check, name, argument):
    check(K, name, argument)


def test_there_are_many():
    assert len(FOUND) > 150
