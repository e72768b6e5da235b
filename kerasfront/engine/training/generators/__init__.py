"""Training, tests and predictions on sources of batches."""

from kerasfront.engine.training.generators.items import Batch as Batch
from kerasfront.engine.training.generators.items import check_amount as check_amount
from kerasfront.engine.training.generators.items import read_work as read_work
from kerasfront.engine.training.generators.items import unlabelled as unlabelled
from kerasfront.engine.training.generators.reader import GeneratorEnqueuer as GeneratorEnqueuer
from kerasfront.engine.training.generators.reader import reading as reading
