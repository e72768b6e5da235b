"""ONNX, written from layers: on whatever backend a model lives, its weights and its configuration are enough."""

from kerasfront.export.onnx import layers as layers  # whose writers register themselves
from kerasfront.export.onnx.file import to_onnx as to_onnx
from kerasfront.export.onnx.registry import onnx_writer as onnx_writer
