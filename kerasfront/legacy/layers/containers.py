"""Layers made of layers; they can be trained too."""

from kerasfront.legacy.containers import Graph as Graph
from kerasfront.legacy.containers import Sequential as Sequential
