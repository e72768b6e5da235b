"""Connectionist temporal classification by TensorFlow's own operations."""

from __future__ import annotations

from kerasfront.backend.types import RawTensor
from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.tensors import graph_op

__all__ = ["ctc_create_skip_idxs", "ctc_decode", "ctc_label_dense_to_sparse"]


@graph_op
def ctc_decode(
    y_pred: RawTensor, input_length: RawTensor, greedy: bool = True, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[RawTensor], RawTensor]:
    logits = tf.math.log(tf.transpose(y_pred, (1, 0, 2)) + 1e-8)
    if greedy:
        decoded, log_p = tf.nn.ctc_greedy_decoder(logits, input_length)
    else:
        decoded, log_p = tf.compat.v1.nn.ctc_beam_search_decoder(
            logits, input_length, beam_width, top_paths, merge_repeated=True
        )
    return [tf.sparse.to_dense(path, default_value=-1) for path in decoded], log_p


@graph_op
def ctc_label_dense_to_sparse(labels: RawTensor, label_lengths: RawTensor) -> RawTensor:
    indices = tf.where(tf.sequence_mask(label_lengths, tf.shape(labels)[1]))
    return tf.SparseTensor(indices, tf.gather_nd(labels, indices), tf.shape(labels, "int64"))


@graph_op
def ctc_create_skip_idxs(Y: RawTensor) -> RawTensor:
    labels = Y[1::2]
    return 2 * tf.cast(tf.where(tf.not_equal(labels[1:], labels[:-1]))[:, 0], "int32") + 1
