"""The models of Keras 0.3."""

from kerasfront.engine.training import batch_shuffle as batch_shuffle
from kerasfront.engine.training import make_batches as make_batches
from kerasfront.engine.training import slice_X as slice_X
from kerasfront.engine.training import standardize_weights as standardize_weights
from kerasfront.engine.training import weighted_objective as weighted_objective
from kerasfront.legacy.containers.graph import Graph as Graph
from kerasfront.legacy.containers.model import Model as Model
from kerasfront.legacy.containers.model import get_function_name as get_function_name
from kerasfront.legacy.containers.sequential import Sequential as Sequential
from kerasfront.legacy.models.arrays import standardize_X as standardize_X
from kerasfront.legacy.models.arrays import standardize_y as standardize_y
from kerasfront.legacy.models.reading import model_from_config as model_from_config
from kerasfront.legacy.models.reading import model_from_json as model_from_json
from kerasfront.legacy.models.reading import model_from_yaml as model_from_yaml
