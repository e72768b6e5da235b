"""Helpers for users and for the other packages.

- Classic modules: `generic_utils`, `np_utils`, `data_utils`, `io_utils`, `layer_utils`, `test_utils`, `visualize_util`
- Models and data elsewhere: `predictor`, on `tables`; `sequence`, batches with random access; `arrow`
- Progress: `progress`, over `displays`
- Pictures and pages: `diagrams` of models; `plots`, `charts`, `pages`
- Files: `paths`, `archives`, and what scripts download (`published`)
- Arguments and attributes: `checks`, `derived`, `python_code`; `optional` libraries
"""

from kerasfront.plugins import added_names
from kerasfront.utils.arrow import ArrowSequence as ArrowSequence
from kerasfront.utils.sequence import Sequence as Sequence

__getattr__ = added_names(__name__, "kerasfront.utils")  # such as Predictor, which needs models
