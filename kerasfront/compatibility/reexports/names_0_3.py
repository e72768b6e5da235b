"""Imports of the modules of Keras 0.3, as data; see `kerasfront.compatibility.reexports.names`."""

from kerasfront.compatibility.reexports.names import MODULES as LATER_MODULES

HOMES = {
    "kerasfront.legacy.datasets.cifar": "load_batch",
    "kerasfront.legacy.layers.advanced_activations": (
        "ELU LeakyReLU PReLU ParametricSoftplus SReLU ThresholdedLinear ThresholdedReLU"
    ),
    "kerasfront.legacy.layers.convolutional": (
        "AveragePooling1D AveragePooling2D AveragePooling3D Convolution1D Convolution2D Convolution3D MaxPooling1D "
        "MaxPooling2D MaxPooling3D UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D "
        "conv_output_length"
    ),
    "kerasfront.legacy.layers.core": (
        "Activation ActivityRegularization AutoEncoder Dense Dropout Flatten Highway Lambda LambdaMerge Layer "
        "MaskedLambda MaskedLayer Masking MaxoutDense Merge Permute RepeatVector Reshape Siamese SiameseHead "
        "TimeDistributedDense TimeDistributedMerge add_shared_layer"
    ),
    "kerasfront.legacy.layers.embeddings": "Embedding",
    "kerasfront.legacy.layers.noise": "GaussianDropout GaussianNoise",
    "kerasfront.legacy.layers.normalization": "BatchNormalization",
    "kerasfront.legacy.layers.recurrent": "GRU LSTM Recurrent SimpleRNN time_distributed_dense",
    "kerasfront.legacy.layers.wrappers": "TimeDistributed",
    "kerasfront.legacy.models": "Sequential",
    "kerasfront.legacy.regularizers": "ActivityRegularizer",
    "kerasfront.legacy.utils.data_utils": "get_file",
    "kerasfront.legacy.utils.generic_utils": "Progbar get_from_module",
    "kerasfront.legacy.utils.layer_utils": "container_from_config model_summary",
    "kerasfront.legacy.utils.np_utils": "to_categorical",
    "collections": "OrderedDict deque",
    "os": "listdir",
    "os.path": "isfile join",
}
"""Origin of shared classes and functions: module -> names."""

MODULES = {
    **{name: place.replace("kerasfront.", "kerasfront.legacy.", 1) for name, place in LATER_MODULES.items()},
    "containers": "kerasfront.legacy.layers.containers",
    "ndimage": "scipy.ndimage",
}
"""Modules, by the names under which other modules had them."""

_LAYERS = " ".join(names for home, names in HOMES.items() if home.startswith("kerasfront.legacy.layers."))

REEXPORTS = {
    "kerasfront.legacy.callbacks": "K Progbar deque json np time warnings",
    "kerasfront.legacy.constraints": "K get_from_module",
    "kerasfront.legacy.datasets.cifar": "cPickle sys",
    "kerasfront.legacy.datasets.cifar10": "get_file load_batch np os",
    "kerasfront.legacy.datasets.cifar100": "get_file load_batch np os",
    "kerasfront.legacy.datasets.imdb": "cPickle get_file gzip np",
    "kerasfront.legacy.datasets.mnist": "cPickle get_file gzip sys",
    "kerasfront.legacy.datasets.reuters": "cPickle get_file np",
    "kerasfront.legacy.layers": f"{_LAYERS} "
    + (
        "ActivityRegularizer K OrderedDict activations advanced_activations constraints convolutional copy core "
        "embeddings initializations inspect noise normalization np recurrent regularizers"
    ),
    "kerasfront.legacy.layers.advanced_activations": "K MaskedLayer initializations np",
    "kerasfront.legacy.layers.containers": "K Layer Merge OrderedDict Siamese SiameseHead",
    "kerasfront.legacy.layers.convolutional": "K Layer activations constraints initializations regularizers",
    "kerasfront.legacy.layers.core": (
        "ActivityRegularizer K OrderedDict activations constraints copy initializations inspect np regularizers"
    ),
    "kerasfront.legacy.layers.embeddings": "K Layer constraints initializations regularizers",
    "kerasfront.legacy.layers.noise": "K MaskedLayer",
    "kerasfront.legacy.layers.normalization": "K Layer initializations",
    "kerasfront.legacy.layers.recurrent": "K MaskedLayer activations initializations np regularizers",
    "kerasfront.legacy.layers.wrappers": "K MaskedLayer",
    "kerasfront.legacy.models": (
        "K Progbar cbks container_from_config containers model_summary np objectives optimizers pprint queue "
        "threading time warnings"
    ),
    "kerasfront.legacy.optimizers": "K get_from_module np",
    "kerasfront.legacy.preprocessing.image": "isfile join linalg listdir math ndimage np os re threading",
    "kerasfront.legacy.preprocessing.text": "np string sys",
    "kerasfront.legacy.regularizers": "K get_from_module",
    "kerasfront.legacy.utils": "data_utils generic_utils layer_utils",
    "kerasfront.legacy.utils.layer_utils": f"{_LAYERS} "
    + (
        "ActivityRegularizer K OrderedDict activations constraints containers copy get_from_module initializations "
        "inspect np regularizers"
    ),
    "kerasfront.legacy.wrappers.scikit_learn": "Sequential copy inspect np to_categorical types",
}
"""Re-exports of each module: module -> entries."""
