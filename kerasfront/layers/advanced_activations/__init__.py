"""Activations with parameters, fixed or learned."""

from kerasfront.layers.advanced_activations.fixed import ELU as ELU
from kerasfront.layers.advanced_activations.fixed import LeakyReLU as LeakyReLU
from kerasfront.layers.advanced_activations.fixed import ThresholdedReLU as ThresholdedReLU
from kerasfront.layers.advanced_activations.learned import ParametricSoftplus as ParametricSoftplus
from kerasfront.layers.advanced_activations.learned import PReLU as PReLU
from kerasfront.layers.advanced_activations.learned import SReLU as SReLU
