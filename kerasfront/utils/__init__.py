"""Helpers for users and for the other packages."""

from kerasfront.utils.sequence import Sequence as Sequence
