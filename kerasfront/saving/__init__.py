"""Reading and writing of models, in all formats.

- Whole models: `model`, with `training`, `sample` and `progress`; `later_versions`, for Keras 2 and 3
- Architectures: `config`, over `text`, `yaml_loader`, `numpy_tags` and `plain_data`; `structure` and `upgrades` come
  before anything is built, `hyperparameters` while it is
- Weights: `weights`, with `names`, and `layer_formats`, how each class of layers is written by other versions
- What a file says of itself: `origin`, `inspection`; the conventions of its convolutions: `kernels`, `margins`
- Files: `hdf5` reads untrusted ones, `writing` replaces them, `folders` those that are folders
- Formats of other packages: `formats`
"""

from kerasfront.saving.config import model_from_config as model_from_config
from kerasfront.saving.config import model_from_json as model_from_json
from kerasfront.saving.config import model_from_yaml as model_from_yaml
from kerasfront.saving.config import to_json as to_json
from kerasfront.saving.config import to_yaml as to_yaml
from kerasfront.saving.later_versions import export_model as export_model
from kerasfront.saving.layer_formats import Counterpart as Counterpart
from kerasfront.saving.layer_formats import LayerFormat as LayerFormat
from kerasfront.saving.layer_formats import Layout as Layout
from kerasfront.saving.layer_formats import converted_layout as converted_layout
from kerasfront.saving.layer_formats import register_layer_format as register_layer_format
from kerasfront.saving.model import load_model as load_model
from kerasfront.saving.model import save_model as save_model
from kerasfront.saving.model import write_model as write_model
from kerasfront.saving.progress import load_progress as load_progress
from kerasfront.saving.progress import save_progress as save_progress
from kerasfront.saving.weights import load_weights as load_weights
from kerasfront.saving.weights import load_weights_from_group as load_weights_from_group
from kerasfront.saving.weights import save_weights as save_weights
from kerasfront.saving.weights import save_weights_to_group as save_weights_to_group
