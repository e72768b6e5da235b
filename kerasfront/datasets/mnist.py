"""MNIST: images of 70,000 handwritten digits."""

from __future__ import annotations

from os import PathLike

from kerasfront.datasets.files import find
from kerasfront.datasets.pictures import Split, checked
from kerasfront.datasets.reading import read_parts
from kerasfront.datasets.table import MNIST
from kerasfront.errors import within

PARTS = ("x_train", "y_train", "x_test", "y_test")
SHAPE = (28, 28)


def load_data(path: str | PathLike[str] = "mnist.pkl.gz", sha256: str | None = None) -> tuple[Split, Split]:
    """Load the digits.

    Parameters
    ----------
    path : path
        A file in ``~/.keras/datasets``, or a file of yours: mnist.pkl.gz as classic Keras had it, or mnist.npz of later
        versions. If there is none, mnist.npz is downloaded to ``~/.keras/datasets``.
    sha256 : str, optional
        Checksum that the file must have. With one, classic Keras's own mnist.pkl.gz can be downloaded, too: nobody
        states its checksum.

    Returns
    -------
    ((x_train, y_train), (x_test, y_test)) : arrays of uint8
        Images of shape (60000, 28, 28) and (10000, 28, 28), from 0 to 255, and the digits.

    Raises
    ------
    DownloadError
        Without a network; the message says where to put the file.
    FileError
        If the file is damaged, has another format, or would run code.

    Examples
    --------
    >>> from kerasfront.datasets import mnist
    >>> (x_train, y_train), (x_test, y_test) = mnist.load_data()  # doctest: +SKIP
    """
    file = find(path, MNIST, sha256)
    with within(str(file)):
        x_train, y_train, x_test, y_test = read_parts(file, PARTS)
        return checked(x_train, y_train, SHAPE), checked(x_test, y_test, SHAPE)
