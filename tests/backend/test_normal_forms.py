"""What an adapter receives, in whatever form a user gives it: as the docstrings of the families say."""

import numpy as np
import pytest

from kerasfront.backend.specification import OPERATIONS
from kerasfront.errors import ArgumentError

A = np.ones((2, 3, 4), "float32")


@pytest.fixture
def received(K, monkeypatch):
    """Call an operation with tensors in place of arrays, and return what the adapter gets, by name."""

    def receive(name, *args, **kwargs):
        operations, seen = K.current().operations, []
        original, signature = operations[name], OPERATIONS[name].signature

        def spy(*args, **kwargs):
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            seen.append(bound.arguments)
            return original(*args, **kwargs)

        monkeypatch.setitem(operations, name, spy)
        getattr(K, name)(*[K.variable(x) if x is A else x for x in args], **kwargs)
        monkeypatch.setitem(operations, name, original)
        return seen[-1]

    return receive


@pytest.mark.parametrize("op", ["sum", "max", "mean", "any", "prod"])
@pytest.mark.parametrize(("axis", "expected"), [(None, (0, 1, 2)), (-1, (2,)), ([0, -2], (0, 1)), ((2,), (2,))])
def test_axes_of_a_reduction_are_a_tuple_from_0(op, axis, expected, received):
    assert received(op, A, axis)["axis"] == expected


def test_reductions_get_numbers_floats_or_bools(received, K):
    whole = K.variable([[1, 2]], dtype="uint8")
    assert [K.dtype(received(op, whole)["x"]) for op in ("sum", "mean", "any")] == ["int32", "float32", "bool"]


@pytest.mark.parametrize(
    ("op", "args", "name", "expected"),
    [
        ("argmax", (A, -1), "axis", 2),
        ("concatenate", ([A, A], -1), "axis", 2),
        ("split", (A, [1, 3], -1), "axis", 2),
        ("repeat_elements", (A, 2, -1), "axis", 2),
        ("expand_dims", (A, -1), "dim", 3),
        ("permute_dimensions", (A, [0, -1, 1]), "pattern", (0, 2, 1)),
        ("reverse", (A, -1), "axes", (2,)),
        ("reverse", (A, [0, -1]), "axes", (0, 2)),
        ("reshape", (A, [None, 8]), "shape", (3, 8)),
        ("reshape", (A, np.array([24])), "shape", (24,)),
        ("tile", (A, 2), "n", (1, 1, 2)),
        ("zero_pad", (A, [[0, 0], (0, 1), (2.0, 0)]), "widths", ((0, 0), (0, 1), (2, 0))),
        ("arange", (4,), "stop", 4),
        ("arange", (5, 2), "stop", 5),
        ("batch_tensordot", (A, A, -1), "axes", ((2,), (2,))),
        ("batch_dot", (A, A, 2), "axes", ((2,), (2,))),
        ("batch_dot", (A, A, [2, 2]), "axes", ((2,), (2,))),
    ],
)
def test_axes_and_sizes_are_tuples_of_integers(op, args, name, expected, received, K):
    args = [[K.variable(part) for part in arg] if type(arg) is list and arg[0] is A else arg for arg in args]
    found = received(op, *args)[name]
    assert found == expected and type(found) is type(expected)


def test_one_size_of_unknown_shapes_may_be_minus_1(received, K):
    x = K.placeholder((None, 3))
    assert received("reshape", x, (None, 6))["shape"] == (-1, 6)
    symbolic = received("reshape", x, K.shape(x))["shape"]
    assert type(symbolic) is tuple and len(symbolic) == 2 and all(map(K.is_tensor, symbolic))


@pytest.mark.parametrize("op", ["maximum", "equal", "pow"])
def test_numbers_are_arrays_of_the_type_of_the_tensor(op, received, K):
    found = list(received(op, K.variable([1.0, 2.0]), 2).values())
    assert K.is_tensor(found[0])
    assert isinstance(found[1], np.ndarray) and found[1].dtype == "float32" and found[1].shape == ()
    whole = list(received(op, K.variable([1, 2], dtype="uint8"), K.variable([1, 2], dtype="int64")).values())
    assert [K.dtype(x) for x in whole] == ["int64", "int64"]


@pytest.mark.parametrize("op", ["exp", "sigmoid", "softmax", "sqrt"])
def test_functions_that_give_fractions_get_floats(op, received, K):
    assert K.dtype(received(op, K.variable([1, 2], dtype="int32"))["x"]) == K.floatx()


def test_dtypes_are_names_and_seeds_are_numbers(received):
    assert received("variable", 1.0, dtype=int)["dtype"] == "int64"
    drawn = received("random_uniform", (2,))
    assert drawn["dtype"] == "float32" and type(drawn["seed"]) is int


@pytest.mark.parametrize(("shape", "ndim"), [((None, 3), None), (None, 2), ([None, 3], 2)])
def test_placeholders_have_a_shape_and_a_rank(shape, ndim, received):
    found = received("placeholder", shape=shape, ndim=ndim)
    assert found["ndim"] == 2 and type(found["shape"]) is tuple and len(found["shape"]) == 2


def test_convolutions_get_tuples_and_an_ordering(received, K):
    x, kernel = K.placeholder((None, 3, 8, 8)), K.variable(np.ones((4, 3, 2, 2)))
    found = received("conv2d", x, kernel, strides=[2, 2], dim_ordering="th", filter_dilation=[1, 1])
    assert (found["strides"], found["filter_dilation"]) == ((2, 2), (1, 1))
    x, kernel = K.placeholder((None, 8, 8, 3)), K.variable(np.ones((2, 2, 3, 4)))
    K.set_image_dim_ordering("tf")
    assert received("conv2d", x, kernel)["dim_ordering"] == "tf"
    pooled = received("pool2d", x, [2, 2])
    assert (pooled["pool_size"], pooled["strides"]) == ((2, 2), (1, 1))


def test_functions_get_flat_lists_and_one_update_of_a_variable(received, K):
    x, v = K.placeholder((2,)), K.variable(1.0)
    found = received("function", (x,), [x, [x + 1.0, x]], [K.update_add(v, 1.0), K.update_add(v, 1.0)])
    assert found["inputs"] == [x] and len(found["outputs"]) == 3
    assert [variable for variable, _ in found["updates"]] == [v]


def test_gradients_get_one_loss_and_a_list(received, K):
    x = K.variable([1.0, 2.0])
    found = received("gradients", [K.sum(x), x], x)
    assert K.is_tensor(found["loss"]) and found["variables"] == [x]


def test_indices_are_integers(received, K):
    rows, places = K.variable(A[0]), K.variable([0, 1], dtype="uint8")
    assert K.dtype(received("gather", rows, places)["indices"]) == "int32"
    assert K.dtype(received("pick", K.variable(A[0, :2]), places)["indices"]) == "int32"


def test_choices_get_one_type(received, K):
    x = K.variable([1.0, 2.0])
    found = received("where", K.greater(x, 1.0), x, 3)
    assert K.dtype(found["y"]) == "float32"
    found = received("switch", K.variable(1), x, 3.0)
    assert K.int_shape(found["else_expression"]) == (2,)
    found = received("switch", K.variable(1), lambda: x, x)
    assert callable(found["then_expression"]) and callable(found["else_expression"])


def test_a_step_of_scan_is_held_against_its_states(received, K):
    x = K.variable(A[0])
    step = received("scan", lambda items, states: [items[0]], [x], [x[0]])["step_function"]
    with pytest.raises(ArgumentError, match="in a loop, states keep their shape and type"):
        step([x], [x[0]])
