"""Formats of each class of layers in files of other versions of Keras, earlier and later ones."""

from kerasfront.saving.layer_formats import convolutional as convolutional
from kerasfront.saving.layer_formats import core as core
from kerasfront.saving.layer_formats import recurrent as recurrent
from kerasfront.saving.layer_formats.base import LayerFormat as LayerFormat
from kerasfront.saving.layer_formats.counterparts import Counterpart as Counterpart
from kerasfront.saving.layer_formats.layout import Layout as Layout
from kerasfront.saving.layer_formats.layout import converted_layout as converted_layout
from kerasfront.saving.layer_formats.models import outer_layers as outer_layers
from kerasfront.saving.layer_formats.registry import described as described
from kerasfront.saving.layer_formats.registry import format_of as format_of
from kerasfront.saving.layer_formats.registry import layouts_of as layouts_of
from kerasfront.saving.layer_formats.registry import register_layer_format as register_layer_format
