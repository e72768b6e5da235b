"""Writers of our layers, a file for each family."""

from kerasfront.export.onnx.layers import activations as activations
from kerasfront.export.onnx.layers import advanced_activations as advanced_activations
from kerasfront.export.onnx.layers import convolutional as convolutional
from kerasfront.export.onnx.layers import core as core
from kerasfront.export.onnx.layers import local as local
from kerasfront.export.onnx.layers import merging as merging
from kerasfront.export.onnx.layers import models as models
from kerasfront.export.onnx.layers import pooling as pooling
from kerasfront.export.onnx.layers import recurrent as recurrent
from kerasfront.export.onnx.layers import space as space
from kerasfront.export.onnx.layers import wrappers as wrappers
