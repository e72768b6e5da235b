"""What training may cost, in counted work that is the same on every machine. A number may grow by `SLACK` unremarked.

Rows of the table, for a model of a kind on a backend:

- calls: of compiled functions in an epoch of many batches that no callback follows (after the first epoch, in which the
  loop learns how many batches a call may have)
- calls followed: the same if a callback follows the batches, for each batch
- python: calls of Python functions for each further batch of such an epoch, in the front end and the adapter
- python followed: the same if a callback follows the batches
- python epoch: calls of Python functions for each further epoch
- nodes: of the backend's graph, once a model was built, compiled and trained
"""

SLACK = 1.05

COLUMNS = ("calls", "calls followed", "python", "python followed", "python epoch", "nodes")

ROWS = {
    ("tensorflow", "mlp"): (1, 1, 5, 61, 216, 526),
    ("tensorflow", "cnn"): (1, 1, 5, 63, 219, 517),
    ("tensorflow", "lstm"): (1, 1, 5, 61, 227, 1046),
    ("tensorflow", "simple_rnn"): (1, 1, 5, 61, 176, 730),
    ("tensorflow", "conv_lstm"): (1, 1, 3, 65, 188, 992),
    ("theano", "conv_lstm"): (1, 1, 5, 57, 222, 120),
    ("theano", "mlp"): (1, 1, 7, 53, 253, 44),
    ("theano", "cnn"): (1, 1, 7, 55, 256, 45),
    ("theano", "lstm"): (1, 1, 10, 56, 324, 120),
    ("theano", "simple_rnn"): (1, 1, 8, 57, 271, 91),
}

TRANSPOSES = {"residual": (2, 1), "inception": (4, 3)}
"""For models with channels first on TensorFlow, which computes with channels last: how many times images are transposed
in a step of training, and in prediction."""
