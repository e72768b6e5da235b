"""Training of containers: compile, fit, evaluate, predict. Knows no file.

`docs/architecture.md` follows `fit` through these modules.

- For users: `trainer`, and `attributes`, which a `Model` has besides its methods
- compile: `compilation`, of checked arguments (`compile_args`, `per_output`), which builds `graph` and compiles
  `functions`; `gradients` finds losses that have none
- Data: `arguments`, `input_data`, `targets`, `sample_weights` and `batches` make arrays of what `fit` gets; `finite`,
  `indexes`, `scanning` and `sparse` look at the values
- The loop: `sources` and `generators` return blocks of batches, which `step` runs and `loops` goes through;
  `epoch_metrics` and `reports` follow;
  `strategy` is the open place for processes that train together
- Resuming: `progress`, `resume`, `positions`
- Comparing backends: `lockstep` trains a twin on another one, and `distances` says how far they are apart
- For scripts: `classic`, `own_functions`, `inspection`, `printed`
"""

from kerasfront.engine.training.batches import batch_shuffle as batch_shuffle
from kerasfront.engine.training.batches import make_batches as make_batches
from kerasfront.engine.training.batches import slice_X as slice_X
from kerasfront.engine.training.compile_args import collect_metrics as collect_metrics
from kerasfront.engine.training.generators import GeneratorEnqueuer as GeneratorEnqueuer
from kerasfront.engine.training.graph import weighted_objective as weighted_objective
from kerasfront.engine.training.input_data import check_array_lengths as check_array_lengths
from kerasfront.engine.training.input_data import standardize_input_data as standardize_input_data
from kerasfront.engine.training.sample_weights import standardize_class_weights as standardize_class_weights
from kerasfront.engine.training.sample_weights import (
    standardize_sample_or_class_weights as standardize_sample_or_class_weights,
)
from kerasfront.engine.training.sample_weights import standardize_sample_weights as standardize_sample_weights
from kerasfront.engine.training.sample_weights import standardize_weights as standardize_weights
from kerasfront.engine.training.targets import (
    check_loss_and_target_compatibility as check_loss_and_target_compatibility,
)
