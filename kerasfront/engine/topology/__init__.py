"""Layers and their connections. This package knows no loss, no batch, no epoch and no file.

- A layer: `layer`, which consists of `arguments`, `weights`, `terms` and `connections`; its keyword arguments
  (`keywords`), what it expects of inputs (`input_spec`), its backend (`active`), its look in `notebooks`
- Its calls: `node`, on `tensors` of earlier calls; `input`, where models begin; `merge`, with its modes (`merge_modes`)
- Layers as one: `container`, over the calls between inputs and outputs (`container_graph`), which runs them on other
  inputs (`container_run`) and describes them (`container_config`, `sharing`)
- What others do with containers: `layer_outputs`, `recomputing`, `indexes`, `copies`
- Helpers: `lists`; `limits` for models from files
"""

from kerasfront.engine.topology.arguments import LAYERS as LAYERS
from kerasfront.engine.topology.container import Container as Container
from kerasfront.engine.topology.container_graph import get_source_inputs as get_source_inputs
from kerasfront.engine.topology.input import Input as Input
from kerasfront.engine.topology.input import InputLayer as InputLayer
from kerasfront.engine.topology.input_spec import InputSpec as InputSpec
from kerasfront.engine.topology.layer import Layer as Layer
from kerasfront.engine.topology.lists import object_list_uid as object_list_uid
from kerasfront.engine.topology.lists import to_list as to_list
from kerasfront.engine.topology.merge import Merge as Merge
from kerasfront.engine.topology.merge import merge as merge
from kerasfront.engine.topology.node import Node as Node
