"""Modules without a test of their own name: where they are tested instead, and why.

The tests mirror the source: `kerasfront/saving/config.py` has `tests/saving/test_config.py`, and a package may have one
test of its name, as `kerasfront/layers/core/` has `tests/layers/test_core.py`. Patterns and tests are relative to
`kerasfront` and `tests`; the adapter `backends/kerasfront_theano` counts as `backends/theano`.
"""

from typing import NamedTuple

GRAPH_ADAPTERS = ("tensorflow", "theano")
"""Adapters whose modules are mirrored. Those over arrays are tables of kernels, which the conformance suite tests."""


class Row(NamedTuple):
    """Modules with one reason.

    Attributes
    ----------
    modules : str
        Patterns, separated by blanks; "*" also stands for modules within packages.
    tests : str
        A test file, or a folder of tests.
    reason : str
    """

    modules: str
    tests: str
    reason: str


ROWS = (
    Row("applications/*", "applications/test_architectures.py", "one table of architectures, one test for all"),
    Row("as_keras legacy/as_keras", "compatibility/test_import_mapping.py", "one line: it starts the mapping"),
    Row(
        "backend/graph backend/native backend/rng backend/substitution backend/values backend/variables",
        "testing/test_conformance.py",
        "families of operations: the conformance suite has their cases, for each backend",
    ),
    Row("backend/checks/*", "backend/test_bad_arguments.py", "one test goes through the checks of all operations"),
    Row("backend/cells", "layers/test_second_derivatives.py", "they are needed for second gradients only"),
    Row("backend/caller backend/bound_backend", "backend/test_selection.py", "parts of the choice of the backend"),
    Row("backend/common backend/settings", "backend/test_classic_api.py", "names of the classic API"),
    Row("backend/conv_shapes", "backend/test_conv.py", "sizes of what `conv` computes"),
    Row("backend/empty_tensors", "engine/topology/test_emptiness.py", "the error names a layer"),
    Row("backend/feeding backend/gradient_list", "backend/test_core.py", "arguments and results of `K.function`"),
    Row("backend/interrupts", "backends", "each adapter says what must not be interrupted"),
    Row("backend/symbolic/*", "backends/reference", "a graph is tested with the simplest library that computes it"),
    Row("backend/op backend/types backend/updates", "backend/test_specification.py", "what operations are made of"),
    Row("backend/promotion", "testing/test_conformance.py", "types are compared in each case"),
    Row("backend/portable_random", "test_randomness.py", "the seed belongs to `randomness`"),
    Row(
        "backends/*/control_flow backends/*/conv backends/*/ctc backends/*/elementwise backends/*/graph "
        "backends/*/linalg backends/*/native backends/*/nn backends/*/reductions backends/*/rng backends/*/shaping "
        "backends/*/substitution backends/*/values backends/*/variables",
        "testing/test_conformance.py",
        "families of operations: the conformance suite has their cases, for each backend",
    ),
    Row("backends/*/ops/*", "testing/test_conformance.py", "what families use; the suite reaches it through K"),
    Row("backends/*/function", "backend/test_core.py", "`K.function`, on each backend"),
    Row("backends/*/classic", "backend/test_classic_api.py", "names of the classic API"),
    Row("backends/*/library", "backends", "it imports the library, as each test of an adapter does"),
    Row("backends/*/tensors", "testing/test_conformance.py", "what each operation returns"),
    Row("backends/tensorflow/passes/host_calls", "backend/test_host_calls.py", "one order on all backends"),
    Row("backends/tensorflow/passes/draft", "backends/tensorflow/passes", "what the passes change"),
    Row("backends/theano/compat/calls", "backends/theano/test_function.py", "how compiled functions are called"),
    Row("backends/theano/linker/*", "backends/theano/linker", "what it translates, by table and program"),
    Row("backends/theano/ops/windows", "backends/theano/ops/test_images.py", "what is convolved and pooled in NumPy"),
    Row("backends/theano/state", "backends/theano/test_interrupts.py", "the lock, and what an interrupt leaves"),
    Row("callbacks/*", "callbacks", "by what callbacks do: write, watch, stop, save"),
    Row("engine/training/*", "engine/training", "tests follow what is done with models, across modules"),
    Row("engine/topology/*", "engine/topology", "tests follow what is done with layers and models, across modules"),
    Row("cli/custom_objects", "cli/test_convert.py", "an option of commands"),
    Row(
        "compatibility/examined compatibility/needs", "cli/test_doctor_script.py", "what `kerasfront doctor` finds out"
    ),
    Row("compatibility/importers", "compatibility/test_import_mapping.py", "whom a mapping is for"),
    Row("compatibility/loading compatibility/runner", "cli/test_run.py", "what `kerasfront run` does"),
    Row("compatibility/porting", "cli/test_port.py", "what `kerasfront port` does"),
    Row("compatibility/stand_ins/*", "compatibility/test_removed_names.py", "they are found through its tables"),
    Row("compatibility/startup/*", "compatibility/test_session.py", "it runs as Python starts, in other processes"),
    Row("compatibility/notices", "compatibility/test_division.py", "the first thing that is told"),
    Row("datasets/*", "datasets", "by kind of data: pictures, texts, pickles"),
    Row(
        "distributed/mpi distributed/mpirun distributed/process distributed/whereabouts",
        "distributed/test_launch.py",
        "what starts real processes, and what they do",
    ),
    Row(
        "distributed/agreement distributed/flat distributed/masks distributed/strategy distributed/values "
        "distributed/communicator",
        "distributed/test_steps.py",
        "parts of training together",
    ),
    Row("cli/launch", "distributed/test_launch.py", "what `kerasfront launch` does"),
    Row("earlier_keras", "models/test_dropped.py", "arguments that Keras 1.x dropped"),
    Row("export/trial", "export/test_onnx.py", "samples on which what is written is tried"),
    Row("backends/*/execution/saved_model", "export/test_saved_model.py", "what is exported"),
    Row("layers/*", "layers/test_recorded.py", "values that the real Keras gave, for every layer"),
    Row("legacy/*", "legacy", "tests follow what scripts of Keras 0.3 do, across modules"),
    Row("optimizers/hyperparameters", "optimizers/test_base.py", "the numbers of every optimizer"),
    Row("plugins", "plugin", "a plug-in is installed for it"),
    Row(
        "saving/formats saving/names saving/plain_data saving/progress",
        "saving/test_weights.py",
        "parts of reading weights",
    ),
    Row(
        "saving/inspection saving/origin saving/sample saving/training", "saving/test_model.py", "parts of whole models"
    ),
    Row("saving/hdf5/*", "saving/test_hostile_hdf5.py", "it reads hostile files, across modules"),
    Row("saving/text saving/yaml_loader", "saving/test_hostile_text.py", "it reads hostile texts, across modules"),
    Row("saving/upgrades", "saving/test_early_files.py", "it reads files that Keras 1.0 and 1.1 wrote"),
    Row("utils/archives", "utils/test_data_utils.py", "what `get_file` unpacks"),
    Row("utils/checks", "layers/test_wrong_arguments.py", "checks of the arguments of constructors"),
    Row("utils/derived", "engine/training", "attributes of compiled models that scripts may set"),
    Row("utils/optional", "wrappers/test_scikit_learn.py", "extras that are not installed; each room has its test"),
    Row("utils/displays", "utils/test_progress.py", "where progress is shown"),
    Row("utils/plots", "utils/test_charts.py", "the same charts, drawn by matplotlib"),
    Row("utils/python_code", "saving/test_hostile_code.py", "code in files"),
    Row("utils/sequence", "engine/training/generators", "a source of batches"),
    Row("utils/tables", "utils/test_predictor.py", "tables that a predictor is given"),
    Row("utils/visualize_util", "utils/test_diagrams.py", "the classic name of the diagrams"),
    Row("wrappers/labels wrappers/estimator", "wrappers/test_scikit_learn.py", "parts of the estimators"),
)
