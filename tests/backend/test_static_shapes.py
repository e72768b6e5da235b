"""What is known of shapes before data comes is the same on every backend."""

import pytest

import kerasfront.backend as K
from kerasfront.errors import UnsupportedOperation
from kerasfront.testing.conformance import suite
from kerasfront.testing.conformance.case import Case

FAMILIES = [name for name, cases in suite.families().items() if any(isinstance(case, Case) for case in cases)]


def announced(backend, case, hidden_axes):
    """K.int_shape of the outputs of a case, with placeholders that hide the sizes of their first axes."""
    with K.use(backend):
        shapes = [(None,) * len(a.shape[:hidden_axes]) + a.shape[hidden_axes:] for a in case.inputs]
        tensors = [K.placeholder(shape=s, dtype=a.dtype.name) for s, a in zip(shapes, case.inputs)]
        try:
            return [K.int_shape(output) for output in case.apply(K, tensors, case.arguments)]
        except UnsupportedOperation:
            return None


@pytest.mark.parametrize("hidden_axes", [0, 1, 2], ids=lambda count: f"{count} hidden")
@pytest.mark.parametrize("family", FAMILIES)
def test_static_shapes_are_equal(family, hidden_axes, backends):
    differing = {}
    for case in suite.families()[family]:
        if isinstance(case, Case) and (case.unknown_shapes or not hidden_axes):
            found = {backend: announced(backend, case, hidden_axes) for backend in backends}
            shapes = [shape for shape in found.values() if shape is not None]
            if any(shape != shapes[0] for shape in shapes):
                differing[case.name] = found
    assert not differing


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda x: K.sum(x, 1), (None, 4)),
        (lambda x: K.mean(x, (1, -1), keepdims=True), (None, 1, 1)),
        (lambda x: K.batch_flatten(x), (None, 12)),
        (lambda x: K.reshape(x, (-1, 2, 6)), (None, 2, 6)),
        (lambda x: K.reshape(x, (K.shape(x)[0], 6, 2)), (None, 6, 2)),
        (lambda x: K.permute_dimensions(x, (2, 0, 1)), (4, None, 3)),
        (lambda x: K.concatenate([x, x], 2), (None, 3, 8)),
        (lambda x: K.concatenate([x, x], 0), (None, 3, 4)),
        (lambda x: K.repeat_elements(x, 2, 1), (None, 6, 4)),
        (lambda x: K.tile(x, (2, 2, 1)), (None, 6, 4)),
        (lambda x: K.temporal_padding(x, 1), (None, 5, 4)),
        (lambda x: K.expand_dims(K.squeeze(x[:, :1], 1), -1), (None, 4, 1)),
        (lambda x: K.stack([x, x]), (2, None, 3, 4)),
        (lambda x: K.one_hot(K.argmax(x), 5), (None, 3, 5)),
        (lambda x: K.reverse(x, 0), (None, 3, 4)),
        (lambda x: K.dot(x, K.variable([[1.0]] * 4)), (None, 3, 1)),
        (lambda x: K.batch_dot(x, x, 2), (None, 3, 3)),
        (lambda x: K.gather(K.variable([[1.0, 2.0]] * 5), K.argmax(x)), (None, 3, 2)),
        (lambda x: K.maximum(x, x[:, :, :1]), (None, 3, 4)),
    ],
)
def test_the_size_of_the_batch_is_all_that_is_unknown(build, expected, backend):
    assert K.int_shape(build(K.placeholder(shape=(None, 3, 4)))) == expected
