"""Helpers for users and for the other packages."""

from kerasfront.plugins import added_names
from kerasfront.utils.sequence import Sequence as Sequence

__getattr__ = added_names(__name__, "kerasfront.utils")  # such as Predictor, which needs models
