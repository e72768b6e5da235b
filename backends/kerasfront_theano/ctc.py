"""Connectionist temporal classification, as far as it cannot be composed of operations of K."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from kerasfront.backend.types import RawTensor
from kerasfront_theano.library import theano
from kerasfront_theano.tensors import static_shape, with_shape

T = theano.tensor

__all__ = ["ctc_create_skip_idxs", "ctc_decode", "ctc_label_dense_to_sparse"]


def ctc_create_skip_idxs(Y: RawTensor) -> RawTensor:
    labels = Y[1::2]
    return 2 * T.cast(T.neq(labels[1:], labels[:-1]).nonzero()[0], "int32") + 1


def ctc_label_dense_to_sparse(labels: RawTensor, label_lengths: RawTensor) -> RawTensor:
    counted = T.lt(T.arange(labels.shape[1]).dimshuffle("x", 0), label_lengths.dimshuffle(0, "x"))
    columns = T.cast(counted.nonzero()[1], "int32")
    rows = T.cast(T.concatenate([T.zeros(1, "int64"), T.cumsum(label_lengths)]), "int32")
    return theano.sparse.CSR(labels[counted.nonzero()], columns, rows, T.cast(labels.shape, "int32"))


def ctc_decode(
    y_pred: RawTensor, input_length: RawTensor, greedy: bool = True, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[RawTensor], RawTensor]:
    *paths, log_p = Decode(greedy, beam_width, top_paths)(y_pred, input_length)
    samples = static_shape(y_pred)[0]
    return [with_shape(path, (samples, None)) for path in paths], with_shape(log_p, (samples, top_paths))


class Decode(theano.graph.op.Op):
    """Decode with NumPy, sample by sample.

    Parameters are those of `kerasfront.backend.ctc_decode`; the outputs are its paths and, last, its log_p.
    """

    __props__ = ("greedy", "beam_width", "top_paths")

    def __init__(self, greedy, beam_width, top_paths):
        self.greedy, self.beam_width, self.top_paths = greedy, beam_width, top_paths

    def make_node(self, y_pred, input_length):
        outputs = [T.lmatrix() for _ in range(self.top_paths)] + [T.matrix(dtype=y_pred.dtype)]
        return theano.graph.basic.Apply(self, [y_pred, input_length], outputs)

    def perform(self, node, inputs, output_storage):
        found = [self._search(np.log(sample[:length] + 1e-8)) for sample, length in zip(*inputs)]
        for rank in range(self.top_paths):
            output_storage[rank][0] = _dense([best[rank][0] for best in found])
        output_storage[-1][0] = np.array([[log_p for _, log_p in best] for best in found], node.outputs[-1].dtype)

    def _search(self, log_p):
        return [_greedy(log_p)] if self.greedy else _beam_search(log_p, self.beam_width)[: self.top_paths]


def _dense(paths):
    rows = np.full((len(paths), max(map(len, paths))), -1, "int64")
    for row, path in zip(rows, paths):
        row[: len(path)] = path
    return rows


def _greedy(log_p):
    """The labels of the most probable path, and the negative logarithm of its probability."""
    merged = [label for label, _ in groupby(log_p.argmax(1))]
    return [label for label in merged if label != log_p.shape[1] - 1], -log_p.max(1).sum()


def _beam_search(log_p, width):
    """Pairs of labels and the logarithm of their probability, the most probable first.

    Each candidate has two logarithms, as a repeat of its last label is a new label after a blank only (Hannun et al.,
    2014): of the paths that end with a blank, and of those that end with its last label.
    """
    log_p = log_p - np.logaddexp.reduce(log_p, 1, keepdims=True)
    beam = {(): (0.0, -np.inf)}
    for now in log_p:
        longer = {}
        for labels, (blank, label) in beam.items():
            either = np.logaddexp(blank, label)
            _add(longer, labels, either + now[-1], label + now[labels[-1]] if labels else -np.inf)
            for new, p in enumerate(now[:-1]):
                _add(longer, (*labels, new), -np.inf, p + (blank if labels[-1:] == (new,) else either))
        beam = dict(sorted(longer.items(), key=lambda candidate: -np.logaddexp(*candidate[1]))[:width])
    return [([label for label, _ in groupby(labels)], np.logaddexp(*ends)) for labels, ends in beam.items()]


def _add(beam, labels, blank, label):
    old = beam.get(labels, (-np.inf, -np.inf))
    beam[labels] = np.logaddexp(old[0], blank), np.logaddexp(old[1], label)
