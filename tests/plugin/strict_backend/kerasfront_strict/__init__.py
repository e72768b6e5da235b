"""K on the backend 'tensorflow', with tensors that allow only what the specification allows.

Whoever leans on anything else that TensorFlow's own tensors can do finds it out here.
"""

from kerasfront.backend import load
from kerasfront.backend.specification import OPERATIONS
from kerasfront_strict.tensor import Tensor
from kerasfront_strict.translation import Translation

wrapped = load("tensorflow").adapter.module
UNSUPPORTED = getattr(wrapped, "UNSUPPORTED", {})

_inside = Translation(wrapped.is_tensor).inside
globals().update({name: _inside(getattr(wrapped, name)) for name in OPERATIONS if hasattr(wrapped, name)})


def is_tensor(x):
    return isinstance(x, Tensor)
