"""Metrics of models, for each batch or for a whole epoch."""

from kerasfront.metrics.epoch import AUC as AUC
from kerasfront.metrics.epoch import F1 as F1
from kerasfront.metrics.epoch import EpochMetric as EpochMetric
from kerasfront.metrics.epoch import Precision as Precision
from kerasfront.metrics.epoch import Recall as Recall
from kerasfront.metrics.epoch import weights_of_steps as weights_of_steps
from kerasfront.metrics.functions import *  # noqa: F403
