"""Models: containers with training and files."""

from kerasfront import layers as layers  # what files name must be known
from kerasfront.models.model import Model as Model
from kerasfront.models.pickling import load_pickle as load_pickle
from kerasfront.models.sequential import Sequential as Sequential
from kerasfront.models.twins import TwinRun as TwinRun
from kerasfront.plugins import added_names
from kerasfront.saving import load_model as load_model
from kerasfront.saving import model_from_config as model_from_config
from kerasfront.saving import model_from_json as model_from_json
from kerasfront.saving import model_from_yaml as model_from_yaml
from kerasfront.saving import save_model as save_model

__getattr__ = added_names(__name__, "kerasfront.models")  # such as Graph of Keras 0.3
