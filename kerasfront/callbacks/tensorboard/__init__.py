"""Logs, weights and the graph of a model for TensorBoard, whatever backend it lives on."""

from kerasfront.callbacks.tensorboard.callback import TensorBoard as TensorBoard
