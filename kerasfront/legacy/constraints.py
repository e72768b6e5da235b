"""Constraints on weights, with the name that the base had in Keras 0.3."""

from kerasfront.constraints import Constraint as Constraint
from kerasfront.constraints import MaxNorm as MaxNorm
from kerasfront.constraints import NonNeg as NonNeg
from kerasfront.constraints import UnitNorm as UnitNorm
from kerasfront.constraints import get as get
from kerasfront.constraints import maxnorm as maxnorm
from kerasfront.constraints import nonneg as nonneg
from kerasfront.constraints import unitnorm as unitnorm

identity = Constraint
