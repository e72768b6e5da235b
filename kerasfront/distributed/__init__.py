"""Data parallelism: training by several processes on the same model, each on its part of every batch.

`kerasfront launch` starts the processes; a `Communicator` carries sums and messages between them.
"""

from kerasfront.distributed.communicator import Communicator as Communicator
from kerasfront.distributed.communicator import find_communicator as find_communicator
from kerasfront.distributed.process import joined as joined
from kerasfront.distributed.process import rank as rank
from kerasfront.distributed.process import size as size
