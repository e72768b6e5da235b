"""Diagrams of models, under their classic names."""

from kerasfront.utils.diagrams import model_to_dot as model_to_dot
from kerasfront.utils.diagrams import plot as plot
