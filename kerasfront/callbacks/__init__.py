"""Callbacks: actions between the batches and epochs of a training."""

from kerasfront.callbacks.backup import BackupAndRestore as BackupAndRestore
from kerasfront.callbacks.base import EVERYWHERE as EVERYWHERE
from kerasfront.callbacks.base import Callback as Callback
from kerasfront.callbacks.base import CallbackList as CallbackList
from kerasfront.callbacks.checkpoint import ModelCheckpoint as ModelCheckpoint
from kerasfront.callbacks.csv_logger import CSVLogger as CSVLogger
from kerasfront.callbacks.early_stopping import EarlyStopping as EarlyStopping
from kerasfront.callbacks.early_stopping import TerminateOnNaN as TerminateOnNaN
from kerasfront.callbacks.history import BaseLogger as BaseLogger
from kerasfront.callbacks.history import History as History
from kerasfront.callbacks.lambda_callback import LambdaCallback as LambdaCallback
from kerasfront.callbacks.progbar import ProgbarLogger as ProgbarLogger
from kerasfront.callbacks.remote_monitor import RemoteMonitor as RemoteMonitor
from kerasfront.callbacks.schedules import LearningRateScheduler as LearningRateScheduler
from kerasfront.callbacks.schedules import ReduceLROnPlateau as ReduceLROnPlateau
from kerasfront.callbacks.tensorboard import TensorBoard as TensorBoard
