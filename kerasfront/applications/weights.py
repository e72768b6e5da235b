"""Files of weights published by the author of Keras."""

from __future__ import annotations

from kerasfront.saving.kernels import CONVOLUTION, CORRELATION
from kerasfront.utils.published import Published

RELEASES = "https://github.com/fchollet/deep-learning-models/releases/download"

KERAS_1 = "keras/applications of Keras 1.2.2"
KERAS_2 = "keras_applications 1.0.8, which Keras 2 used"


def release(version: str, name: str) -> str:
    """The URL of a file."""
    return f"{RELEASES}/{version}/{name}"


def published(url: str, md5: str | None = None, stated_by: str = "") -> Published:
    """Describe the file at a URL, with its checksum and the source of that, if there is one."""
    return Published(url.rpartition("/")[2], url, md5, stated_by=stated_by)


def convention(name: str) -> str | None:
    """The orientation of the kernels in a file, if its name tells."""
    if "_th_kernels" in name:
        return CONVOLUTION
    return CORRELATION if "_tf_kernels" in name else None
