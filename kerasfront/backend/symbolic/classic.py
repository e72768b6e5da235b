"""Names of the classic backend modules besides the operations of K."""

from __future__ import annotations

import numpy as np

from kerasfront.backend.symbolic.function import Function as Function

__all__ = ["Function", "np"]
