"""Classic Keras, alive: one model definition, compiled to the graph of any engine."""

from kerasfront.randomness import set_random_seed as set_random_seed

__version__ = "0.1.0"
