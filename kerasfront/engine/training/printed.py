"""Numbers of batches, which print as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np


class Float16(np.float16):
    """Float that prints as a number also within a list or dict, as NumPy's did until version 2."""

    __repr__ = np.float16.__str__


class Float32(np.float32):
    """The same in single precision."""

    __repr__ = np.float32.__str__


class Float64(np.float64):
    """The same in double precision."""

    __repr__ = np.float64.__str__


PRINTED: dict[Any, Any] = {np.float16: Float16, np.float32: Float32, np.float64: Float64}
"""By the type of the elements of NumPy's scalars and arrays without axes."""
