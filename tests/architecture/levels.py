"""The plan of the house as data: which room may import which, and what the adapters may use.

A room is the longest prefix of a module's name (below `kerasfront.`) that stands here; "" is the package itself. A
module imports from lines above its room's own line, and from its own room. Rooms in one pair of parentheses count as
one room; rooms that merely share a line, such as `engine.training` and `saving`, never import each other.
"""

LEVELS = (
    # The table of re-exports names modules; it is resolved when somebody asks, and imports none of them.
    (
        (
            "errors",
            "config",
            "registry",
            "randomness",
            "batch_parts",
            "plugins",
            "later_keras",
            "earlier_keras",
            "compatibility.reexports",
        ),
    ),  # fmt: skip
    (("backend",),),
    # Plain Python and NumPy helpers. The helpers that need layers or models have lines of their own below.
    (("utils",),),
    (
        ("activations", "initializations", "regularizers", "constraints", "objectives", "metrics"),
        ("optimizers",),
        # Data goes in and arrays come out: they need K's settings and helpers, never a layer.
        ("preprocessing",),
        ("datasets",),
    ),
    (("engine.topology",),),
    (("layers",), ("callbacks",), ("utils.layer_utils",)),
    (("engine.training",), ("saving",)),
    (("utils.diagrams",),),
    (("models",), ("utils.io_utils",)),
    # The facades: what a user imports, never what a room imports.
    (("",), ("engine",), ("utils.visualize_util",)),
    (
        ("wrappers",),
        ("applications",),
        ("compatibility", "as_keras"),
        ("testing",),
        ("utils.predictor",),
        ("export",),
        ("distributed",),
    ),
    # Its own way to be imported goes through `compatibility`.
    (("legacy",),),
    # The command runs what the others offer; the classic helpers for tests go through ours in `testing`.
    (("cli", "__main__"), ("utils.test_utils",)),
)

# The one file that attaches our metadata to raw tensors, and what it attaches.
METADATA_FILE = "kerasfront.engine.topology.tensors"
# Classic K has `is_keras_tensor`, which must look at it from below, and its variables and placeholders begin with some.
METADATA_BELOW = frozenset(
    {
        "kerasfront.backend.variables",
        "kerasfront.backend.symbolic.operations.variables",
        "kerasfront_tensorflow.tensors",
        "kerasfront_theano.tensors",
    }
)
METADATA_PREFIXES = ("_keras_", "_uses_learning_phase")

# Attributes that only a backend's raw tensors have: the front end uses K instead.
RAW_TENSOR_ATTRIBUTES = frozenset({"broadcastable", "dimshuffle", "get_shape", "set_shape", "owner"})

# Words that no code under kerasfront/ may contain, as an import, a name or a string.
BACKENDS = ("tensorflow", "theano", "pytensor", "jax", "torch", "mxnet", "cntk")

# Files of classic Keras lie in one of two ways, and are known by the names of the backends that wrote them. One file
# has these names, as data of the format. And some addresses of files have them.
FORMAT_NAMES = frozenset({"kerasfront.saving.kernels", "kerasfront.datasets.table"})

# What each adapter may import besides kerasfront.backend, kerasfront.errors, itself, NumPy and the standard library.
ADAPTER_LIBRARIES = {
    "kerasfront_tensorflow": frozenset({"tensorflow"}),
    "kerasfront_theano": frozenset({"theano", "scipy_openblas32"}),
    "kerasfront_reference": frozenset({"autograd"}),
    "kerasfront_jax": frozenset({"jax"}),
}

# What only one folder of an adapter may import besides.
FOLDER_LIBRARIES = {
    "kerasfront_theano.compat": frozenset({"scipy"}),  # which Theano needs itself
    "kerasfront_theano.linker": frozenset({"jax"}),
}

# Two kinds of adapters: those that wrap a library with a graph of its own, and those over libraries of arrays, which
# take the graph from kerasfront.backend.symbolic. Within each kind, the adapters have the same files.
ADAPTER_KINDS = (("kerasfront_tensorflow", "kerasfront_theano"), ("kerasfront_reference", "kerasfront_jax"))

# What the adapters of the second kind build on: it imports nothing but kerasfront.backend and kerasfront.errors.
SYMBOLIC = "kerasfront.backend.symbolic"

# They have these files besides. No operation of K is in them.
ADAPTER_EXTRAS = {
    # The graph that a session runs is not the one that K builds (execution), and is changed on the way (passes);
    # private names of TensorFlow (internals); and TensorFlow's own functions on tensors of K (raw).
    "kerasfront_tensorflow": frozenset({"execution", "internals", "passes", "raw"}),
    # What Theano, no longer released, needs on today's Python and NumPy (compat); and what TensorFlow's graph does by
    # itself, or the folders above do: shapes, dependencies, and choices by the learning phase. And the linker that
    # hands Theano's graphs to another library.
    "kerasfront_theano": frozenset({"ancestors", "compat", "learning_phase", "linker", "static_shape"}),
    # Private names of autograd.
    "kerasfront_reference": frozenset({"internals"}),
    # Programs are compiled (runner, batches), for devices, with custom calls and forms of our own (ops); and indices
    # are checked before a run.
    "kerasfront_jax": frozenset({"batches", "devices", "indices", "ops", "runner"}),
}

# The one file of an adapter that may use private names and modules of its library.
PRIVATE_NAMES_FILES = {
    "kerasfront_tensorflow": "kerasfront_tensorflow.internals",
    "kerasfront_reference": "kerasfront_reference.internals",
}
PRIVATE_MODULES = ("tensorflow.python",)

# No two classes have the same name, but for those of `legacy`, which are classic names of another Keras. And these are
# roles: each adapter has its own, and the symbolic graph has what adapters over arrays share.
ROLES = {
    "Function": "what `K.function` returns",
    "Library": "the protocol, and what an adapter over arrays hands over",
    "Program": "what a function computes, in one learning phase",
    "Recurrence": "the loop of a recurrent layer as one operation of the library",
    "Runner": "the protocol, and what runs a program",
    "Tensor": "the protocol, and the tensors of the symbolic graph",
}
