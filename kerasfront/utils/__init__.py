"""Helpers for users and for the rooms above."""

from kerasfront.utils.sequence import Sequence as Sequence
