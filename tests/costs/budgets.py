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

KINDS_COLUMNS = ("nodes", "nodes predicting", "python")
"""Nodes of the graph of training, and those that prediction adds; calls of Python functions for each further batch."""

KINDS = {
    ("tensorflow", "text_cnn"): (448, 102, 3),
    ("tensorflow", "simple_rnn"): (470, 112, 3),
    ("tensorflow", "stacked_lstm"): (954, 179, 3),
    ("tensorflow", "big_embedding"): (362, 85, 3),
    ("tensorflow", "attention"): (777, 179, 3),
    ("tensorflow", "deep"): (1090, 228, 3),
    ("tensorflow", "vgg"): (516, 122, 3),
    ("tensorflow", "residual"): (515, 119, 3),
    ("tensorflow", "residual_first"): (541, 133, 3),
    ("tensorflow", "augmented"): (549, 99, 173.9),
    ("tensorflow", "conv_lstm"): (823, 182, 3),
    ("tensorflow", "video"): (660, 145, 3),
    ("tensorflow", "siamese"): (421, 110, 3),
    ("tensorflow", "one_sample"): (268, 19, 232),
    ("tensorflow", "vae"): (530, 129, 3),
    ("tensorflow", "gan"): (498, 88, 815),
    ("tensorflow", "stateful_lstm"): (583, 130, 4),
    ("tensorflow", "multi_output"): (765, 155, 3),
    ("theano", "text_cnn"): (78, 26, 8),
    ("theano", "simple_rnn"): (89, 31, 8),
    ("theano", "stacked_lstm"): (200, 61, 8),
    ("theano", "big_embedding"): (52, 20, 8),
    ("theano", "attention"): (160, 55, 8),
    ("theano", "deep"): (257, 66, 5),
    ("theano", "vgg"): (82, 20, 5),
    ("theano", "residual"): (71, 19, 5),
    ("theano", "residual_first"): (81, 24, 5),
    ("theano", "augmented"): (47, 11, 170.9),
    ("theano", "conv_lstm"): (131, 32, 89),
    ("theano", "video"): (123, 38, 5),
    ("theano", "siamese"): (66, 14, 5),
    ("theano", "one_sample"): (47, 11, 184),
    ("theano", "vae"): (98, 34, 5),
    ("theano", "gan"): (89, 0, 625),
    ("theano", "stateful_lstm"): (105, 26, 6),
    ("theano", "multi_output"): (185, 40, 5),
}
"""For the kinds of models that the benchmarks measure."""

TRANSPOSES = {"residual": (2, 1), "inception": (4, 3)}
"""For models with channels first on TensorFlow, which computes with channels last: how many times images are transposed
in a step of training, and in prediction."""
