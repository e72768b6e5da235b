"""Sources that read batches from a `Sequence` or a generator."""

from kerasfront.engine.training.generators.reader import GeneratorEnqueuer as GeneratorEnqueuer
