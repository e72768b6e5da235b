"""Layers small enough to see through, for tests of how layers connect. They are users' layers: not registered."""

from kerasfront import backend as K
from kerasfront.engine.topology import InputSpec, Layer


class Scale(Layer):
    """Each feature times a weight; input (samples, features)."""

    input_ndim = 2

    def __init__(
        self, init="one", weights=None, w_regularizer=None, w_constraint=None, activity_regularizer=None,
        input_dim=None, **kwargs,
    ):  # fmt: skip
        super().__init__(**kwargs)
        self.configure(locals())
        self.input_spec = [InputSpec(ndim=2)]

    def build(self, input_shape):
        self.w = self.declare("w", input_shape[1:])

    def call(self, x, mask=None):
        return x * self.w


class Project(Layer):
    """A matrix product; input (samples, features), output (samples, size)."""

    def __init__(self, size, init="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        self.configure(locals())

    def build(self, input_shape):
        self.w = self.declare("w", (input_shape[1], self.size))

    def call(self, x, mask=None):
        return K.dot(x, self.w)

    def get_output_shape_for(self, input_shape):
        return (input_shape[0], self.size)


class Twice(Layer):
    """Two outputs: x and 2 x."""

    def call(self, x, mask=None):
        return [x, 2.0 * x]

    def get_output_shape_for(self, input_shape):
        return [input_shape, input_shape]


class NonZero(Layer):
    """Passes its input on, with a mask of the steps that are not zero; input (samples, time, features)."""

    supports_masking = True

    def compute_mask(self, x, mask=None):
        return K.any(K.not_equal(x, 0.0), axis=-1)


CUSTOM = {"Scale": Scale, "Project": Project, "Twice": Twice, "NonZero": NonZero}


def values(outputs, feeds):
    """What `outputs` are when each tensor in `feeds` (a list of pairs) has its value."""
    return K.function([x for x, _ in feeds], outputs)([value for _, value in feeds])
