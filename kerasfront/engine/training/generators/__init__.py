"""Batches that are read as they are needed, from a `Sequence` or a generator."""

from kerasfront.engine.training.generators.reader import GeneratorEnqueuer as GeneratorEnqueuer
