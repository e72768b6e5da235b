"""Imports of the modules of classic Keras, as data.

An entry of a row is a name in `HOMES` or `MODULES`, a module of the standard library, or a submodule of the row's own
module. If classic Keras had a different object under a name, the entry is ``name=module`` or
``name=module:attribute``.
"""

HOMES = {
    "kerasfront.applications.imagenet_utils": "_obtain_input_shape decode_predictions preprocess_input",
    "kerasfront.applications.inception_v3": "InceptionV3",
    "kerasfront.applications.resnet50": "ResNet50",
    "kerasfront.applications.vgg16": "VGG16",
    "kerasfront.applications.vgg19": "VGG19",
    "kerasfront.applications.xception": "Xception",
    "kerasfront.datasets.cifar": "load_batch",
    "kerasfront.engine.topology": "Container Input InputLayer InputSpec Layer Merge Node get_source_inputs merge",
    "kerasfront.layers.advanced_activations": "ELU LeakyReLU PReLU ParametricSoftplus SReLU ThresholdedReLU",
    "kerasfront.layers.convolutional": (
        "AtrousConv1D AtrousConv2D AtrousConvolution1D AtrousConvolution2D Conv1D Conv2D Conv3D Convolution1D "
        "Convolution2D Convolution3D Cropping1D Cropping2D Cropping3D Deconv2D Deconvolution2D SeparableConv2D "
        "SeparableConvolution2D UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D"
    ),
    "kerasfront.layers.convolutional_recurrent": "ConvLSTM2D ConvRecurrent2D",
    "kerasfront.layers.core": (
        "Activation ActivityRegularization Dense Dropout Flatten Highway Lambda Masking MaxoutDense Permute "
        "RepeatVector Reshape SpatialDropout1D SpatialDropout2D SpatialDropout3D TimeDistributedDense"
    ),
    "kerasfront.layers.embeddings": "Embedding",
    "kerasfront.layers.local": "LocallyConnected1D LocallyConnected2D",
    "kerasfront.layers.noise": "GaussianDropout GaussianNoise",
    "kerasfront.layers.normalization": "BatchNormalization",
    "kerasfront.layers.pooling": (
        "AveragePooling1D AveragePooling2D AveragePooling3D GlobalAveragePooling1D GlobalAveragePooling2D "
        "GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D MaxPooling1D MaxPooling2D "
        "MaxPooling3D"
    ),
    "kerasfront.layers.recurrent": "GRU LSTM Recurrent SimpleRNN time_distributed_dense",
    "kerasfront.layers.wrappers": "Bidirectional TimeDistributed Wrapper",
    "kerasfront.models": "Model Sequential model_from_json",
    "kerasfront.optimizers": "optimizer_from_config",
    "kerasfront.utils.data_utils": "get_file",
    "kerasfront.utils.generic_utils": "Progbar func_dump func_load get_custom_objects get_from_module",
    "kerasfront.utils.io_utils": "ask_to_proceed_with_overwrite",
    "kerasfront.utils.layer_utils": "collect_trainable_weights convert_all_kernels_in_model",
    "kerasfront.utils.np_utils": "conv_input_length conv_output_length convert_kernel to_categorical",
    "collections": "OrderedDict defaultdict deque",
    "collections.abc": "Iterable",
    "numpy.testing": "assert_allclose",
    "urllib.error": "HTTPError URLError",
    "urllib.request": "urlopen urlretrieve",
}
"""Origin of shared classes and functions: module -> names."""

MODULES = {
    "K": "kerasfront.backend",
    "activations": "kerasfront.activations",
    "advanced_activations": "kerasfront.layers.advanced_activations",
    "cPickle": "pickle",
    "cbks": "kerasfront.callbacks",
    "constraints": "kerasfront.constraints",
    "convolutional": "kerasfront.layers.convolutional",
    "convolutional_recurrent": "kerasfront.layers.convolutional_recurrent",
    "core": "kerasfront.layers.core",
    "embeddings": "kerasfront.layers.embeddings",
    "h5py": "h5py",
    "initializations": "kerasfront.initializations",
    "librosa": "librosa",
    "linalg": "scipy.linalg",
    "local": "kerasfront.layers.local",
    "metrics_module": "kerasfront.metrics",
    "ndi": "scipy.ndimage",
    "noise": "kerasfront.layers.noise",
    "normalization": "kerasfront.layers.normalization",
    "np": "numpy",
    "objectives": "kerasfront.objectives",
    "optimizers": "kerasfront.optimizers",
    "pil_image": "PIL.Image",
    "pooling": "kerasfront.layers.pooling",
    "python_types": "types",
    "recurrent": "kerasfront.layers.recurrent",
    "regularizers": "kerasfront.regularizers",
    "sp": "scipy",
    "wrappers": "kerasfront.layers.wrappers",
}
"""Modules, by the names under which other modules had them."""

_LAYERS = " ".join(names for home, names in HOMES.items() if home.startswith("kerasfront.layers."))
_OF_LAYERS = (
    "Input InputLayer InputSpec K Layer Merge activations advanced_activations constraints conv_input_length "
    "conv_output_length convolutional convolutional_recurrent copy core embeddings func_dump func_load functools "
    "get_from_module initializations inspect local merge noise normalization np pooling python_types recurrent "
    "regularizers warnings wrappers"
)
_OF_APPLICATIONS = (
    "BatchNormalization Convolution2D Dense Flatten Input K MaxPooling2D Model _obtain_input_shape "
    "convert_all_kernels_in_model decode_predictions get_file get_source_inputs preprocess_input warnings"
)

REEXPORTS = {
    "kerasfront": (
        "activations applications backend callbacks constraints datasets backend initializations layers legacy metrics "
        "models objectives optimizers preprocessing regularizers utils wrappers=kerasfront.wrappers"
    ),
    "kerasfront.activations": "K get_from_module",
    "kerasfront.applications": (
        "InceptionV3 ResNet50 VGG16 VGG19 Xception imagenet_utils inception_v3 resnet50 vgg16 vgg19 xception"
    ),
    "kerasfront.applications.audio_conv_utils": "K librosa np",
    "kerasfront.applications.imagenet_utils": "K get_file json np",
    "kerasfront.applications.inception_v3": f"{_OF_APPLICATIONS} AveragePooling2D merge",
    "kerasfront.applications.music_tagger_crnn": (
        "BatchNormalization Convolution2D Dense Dropout ELU GRU Input K MaxPooling2D Model Permute Reshape "
        "ZeroPadding2D convert_all_kernels_in_model "
        "decode_predictions=kerasfront.applications.audio_conv_utils:decode_predictions get_file get_source_inputs "
        "preprocess_input=kerasfront.applications.audio_conv_utils:preprocess_input"
    ),
    "kerasfront.applications.resnet50": f"{_OF_APPLICATIONS} Activation AveragePooling2D ZeroPadding2D merge",
    "kerasfront.applications.vgg16": _OF_APPLICATIONS,
    "kerasfront.applications.vgg19": _OF_APPLICATIONS,
    "kerasfront.applications.xception": (
        f"{_OF_APPLICATIONS} Activation Conv2D GlobalAveragePooling2D SeparableConv2D merge"
    ),
    "kerasfront.backend": "common json np os sys warnings",
    "kerasfront.backend.common": "defaultdict np",
    "kerasfront.callbacks": (
        "Iterable K OrderedDict Progbar csv deque json np os tf=kerasfront.backend:tf time warnings"
    ),
    "kerasfront.constraints": "K get_from_module",
    "kerasfront.datasets.cifar": "cPickle sys",
    "kerasfront.datasets.cifar10": "K get_file load_batch np os",
    "kerasfront.datasets.cifar100": "K get_file load_batch np os",
    "kerasfront.datasets.imdb": "cPickle get_file gzip np sys",
    "kerasfront.datasets.mnist": "cPickle get_file gzip sys",
    "kerasfront.datasets.reuters": "cPickle get_file np sys",
    "kerasfront.engine": "Input InputLayer InputSpec Layer Merge Model get_source_inputs merge topology training",
    "kerasfront.engine.topology": (
        "K ask_to_proceed_with_overwrite copy func_dump func_load initializations inspect np os python_types "
        "time warnings"
    ),
    "kerasfront.engine.training": (
        "Container K Model Progbar cbks collect_trainable_weights copy metrics_module multiprocessing np objectives "
        "optimizers queue threading time warnings"
    ),
    "kerasfront.initializations": "K get_from_module np",
    "kerasfront.layers": f"{_LAYERS} {_OF_LAYERS}",
    "kerasfront.layers.advanced_activations": "K Layer initializations np",
    "kerasfront.layers.convolutional": (
        "AveragePooling1D AveragePooling2D AveragePooling3D InputSpec K Layer MaxPooling1D MaxPooling2D MaxPooling3D "
        "activations constraints conv_input_length conv_output_length functools initializations regularizers"
    ),
    "kerasfront.layers.convolutional_recurrent": (
        "InputSpec K Layer activations conv_output_length initializations np regularizers warnings"
    ),
    "kerasfront.layers.core": (
        "InputSpec K Layer Merge activations constraints copy func_dump func_load get_from_module initializations "
        "inspect np python_types regularizers warnings"
    ),
    "kerasfront.layers.embeddings": "K Layer constraints initializations regularizers",
    "kerasfront.layers.local": (
        "InputSpec K Layer activations constraints conv_output_length initializations regularizers"
    ),
    "kerasfront.layers.noise": "K Layer np",
    "kerasfront.layers.normalization": "InputSpec K Layer initializations regularizers",
    "kerasfront.layers.pooling": "InputSpec K Layer conv_output_length",
    "kerasfront.layers.recurrent": "InputSpec K Layer activations initializations np regularizers",
    "kerasfront.layers.wrappers": "InputSpec K Layer copy",
    "kerasfront.metrics": "K get_from_module",
    "kerasfront.models": (
        "K Layer Merge Model Node ask_to_proceed_with_overwrite copy get_source_inputs json np optimizer_from_config "
        "optimizers os warnings"
    ),
    "kerasfront.objectives": "K get_from_module np",
    "kerasfront.optimizers": "K get_custom_objects get_from_module tf=kerasfront.backend:tf",
    "kerasfront.preprocessing.image": "K linalg ndi np os pil_image re threading warnings",
    "kerasfront.preprocessing.sequence": "np random",
    "kerasfront.preprocessing.text": "np string sys",
    "kerasfront.regularizers": "K get_from_module warnings",
    "kerasfront.utils": "data_utils generic_utils io_utils layer_utils np_utils",
    "kerasfront.utils.data_utils": (
        "HTTPError Progbar URLError functools hashlib os shutil sys tarfile urlopen urlretrieve"
    ),
    "kerasfront.utils.generic_utils": (
        "_GLOBAL_CUSTOM_OBJECTS=kerasfront.registry:_custom_objects marshal np python_types sys time"
    ),
    "kerasfront.utils.io_utils": "defaultdict h5py np sys",
    "kerasfront.utils.layer_utils": f"{_LAYERS} {_OF_LAYERS} Model Sequential convert_kernel get_custom_objects",
    "kerasfront.utils.np_utils": "K np sp",
    "kerasfront.utils.test_utils": "Input K Model Sequential assert_allclose inspect model_from_json np",
    "kerasfront.utils.visualize_util": "Sequential Wrapper os pydot=pydot",
    "kerasfront.wrappers.scikit_learn": "Sequential copy inspect np to_categorical types",
}
"""Re-exports of each module: module -> entries."""
