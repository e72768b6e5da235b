"""Models and layers made of layers: a Graph and a Sequential serve as both."""

from kerasfront.legacy.containers.graph import Graph as Graph
from kerasfront.legacy.containers.sequential import Sequential as Sequential
