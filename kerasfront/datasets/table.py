"""The files of the data sets, where they are published, and the sources of their checksums.

The first file of a data set is downloaded, the others are those of classic Keras.
"""

from __future__ import annotations

from kerasfront.utils.published import Published

LATER = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
AMAZON = "https://s3.amazonaws.com"
TORONTO = "https://www.cs.toronto.edu/~kriz"

MNIST = (
    Published(
        "mnist.npz",
        f"{LATER}/mnist.npz",
        sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
        stated_by="Keras 3, keras/src/datasets/mnist.py",
    ),
    Published("mnist.pkl.gz", f"{AMAZON}/img-datasets/mnist.pkl.gz"),
)
IMDB = (
    Published(
        "imdb.npz",
        f"{LATER}/imdb.npz",
        sha256="69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
        stated_by="Keras 3, keras/src/datasets/imdb.py",
    ),
    Published(
        "imdb_full.pkl",
        f"{AMAZON}/text-datasets/imdb_full.pkl",
        md5="d091312047c43cf9e4e38fef92437263",
        stated_by="Keras 1.2.2, keras/datasets/imdb.py",
    ),
)
IMDB_WORDS = (
    Published(
        "imdb_word_index.json",
        f"{LATER}/imdb_word_index.json",
        md5="bfafd718b763782e994055a2d397834f",
        stated_by="Keras 3, keras/src/datasets/imdb.py",
    ),
    Published(
        "imdb_word_index.pkl",
        f"{AMAZON}/text-datasets/imdb_word_index.pkl",
        md5="72d94b01291be4ff843198d3b0e1e4d7",
        stated_by="Keras 1.2.2, keras/datasets/imdb.py",
    ),
)
REUTERS = (
    Published(
        "reuters.npz",
        f"{LATER}/reuters.npz",
        sha256="d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
        stated_by="Keras 3, keras/src/datasets/reuters.py",
    ),
    Published("reuters.pkl", f"{AMAZON}/text-datasets/reuters.pkl"),
)
REUTERS_WORDS = (
    Published(
        "reuters_word_index.json",
        f"{LATER}/reuters_word_index.json",
        md5="4d44cc38712099c9e383dc6e5f11a921",
        stated_by="Keras 3, keras/src/datasets/reuters.py",
    ),
    Published("reuters_word_index.pkl", f"{AMAZON}/text-datasets/reuters_word_index.pkl"),
)
CIFAR10 = Published(
    "cifar-10-batches-py",
    f"{TORONTO}/cifar-10-python.tar.gz",
    sha256="6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
    stated_by="Keras 3, keras/src/datasets/cifar10.py",
)
CIFAR100 = Published(
    "cifar-100-python",
    f"{TORONTO}/cifar-100-python.tar.gz",
    sha256="85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
    stated_by="Keras 3, keras/src/datasets/cifar100.py",
)
