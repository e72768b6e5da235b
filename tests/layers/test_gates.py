"""The layout of gates in fused weights, and their dropout masks."""

import numpy as np
import pytest

from kerasfront.layers.recurrent.gates import GateDropout, GateLayout

MATRICES = GateLayout(("i", "f", "c"), ("c", "i", "f"), units=2, kernel_axis=-1, gate_axis=-1)
CHANNELS_FIRST = GateLayout(("z", "r"), ("z", "r"), units=3, kernel_axis=0, gate_axis=-3)


def single_weights(layout, kernel_shape):
    """W, U and b of each gate, filled with the number of the gate in the order of fused weights."""
    numbers = [layout.names.index(gate) for gate in layout.file_order]
    shapes = [kernel_shape, kernel_shape, (layout.units,)]
    return [np.full(shape, number) for number in numbers for shape in shapes]


@pytest.mark.parametrize(("layout", "shape"), [(MATRICES, (4, 2)), (CHANNELS_FIRST, (3, 1, 2, 2))])
def test_split_undoes_fuse(layout, shape):
    single = single_weights(layout, shape)
    fused = layout.fuse(single)
    assert [w.shape[axis] for w, axis in zip(fused, (layout.kernel_axis, layout.kernel_axis, -1))] == [
        len(layout.names) * layout.units
    ] * 3
    np.testing.assert_array_equal(fused[2], np.repeat(range(len(layout.names)), layout.units))
    for weight, again in zip(single, layout.split(fused), strict=True):
        np.testing.assert_array_equal(again, weight)


def test_kernel_of_some_gates(K):
    W, _, _ = MATRICES.fuse(single_weights(MATRICES, (4, 2)))
    kernel = K.variable(W)
    np.testing.assert_array_equal(K.eval(MATRICES.kernel_of(kernel, [1, 2])), W[:, 2:])
    assert MATRICES.kernel_of(kernel, [0, 1, 2]) is kernel


def test_split_and_join_tensors(K):
    x = np.arange(2 * 6 * 1 * 1.0).reshape(2, 6, 1, 1)
    parts = CHANNELS_FIRST.split_tensor(K.variable(x), 1, 1)
    np.testing.assert_array_equal(K.eval(parts[1]), x[:, 3:])
    np.testing.assert_array_equal(K.eval(CHANNELS_FIRST.join_tensors(parts)), x)


@pytest.mark.parametrize(("gates", "shared", "count"), [(1, False, 1), (3, False, 3), (3, True, 1)])
def test_masks_become_constants_and_back(K, gates, shared, count):
    dropout = GateDropout(gates, shared)
    masks = dropout.masks(K.zeros((2, 4)), 0.5)
    assert len(masks) == count
    constant = dropout.to_constant(masks)
    assert gates == 1 or len(constant) == gates
    assert all(one is other for one, other in zip(dropout.from_constant(constant), masks, strict=True))


@pytest.mark.parametrize("gates", [1, 3])
def test_no_masks_without_dropout(K, gates):
    dropout = GateDropout(gates, shared=False)
    assert dropout.masks(K.zeros((2, 4)), 0.0) == []
    assert dropout.from_constant(dropout.to_constant([])) == []


def test_numbers_of_a_subclass_are_masks():
    assert GateDropout(2, shared=False).from_constant([0.0, 1.0]) == [0.0, 1.0]
