"""Convolutions in one dimension, with gradients by our own kernels.

Those leave out results without a gradient, which below a maximum over all times are nearly all. TensorFlow's own with
oneDNN are as fast for others, and half as fast without it, as on processors of AMD.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from kerasfront_tensorflow.library import tf
from kerasfront_tensorflow.ops import compiled

FILE, GRADIENT = "convolution", "KerasfrontConvolution"


def convolve(x: Any, kernel: Any, strides: Sequence[int], mode: str, dilations: Sequence[int]) -> Any:
    """Convolve images or volumes with channels last.

    mode: 'VALID' or 'SAME'.
    """
    graph = tf.compat.v1.get_default_graph()
    with graph.gradient_override_map({"Conv2D": GRADIENT}) if _runs(x, kernel) else nullcontext():
        return tf.nn.convolution(x, kernel, strides, mode, dilations=dilations)


def _runs(x, kernel):
    """Whether images are sequences, for whose gradients there are kernels on this machine."""
    sequences = any(x.shape[axis] == kernel.shape[axis - 1] == 1 for axis in (1, 2))
    return x.shape.rank == 4 and sequences and x.dtype == tf.float32 and compiled.load(FILE) is not None


@tf.RegisterGradient(GRADIENT)
def _gradient(operation, by_results):
    images, kernel = operation.inputs
    given = {name: operation.get_attr(name)[1:3] for name in ("strides", "dilations")}
    padding, threads = operation.get_attr("padding"), tf.config.threading.get_intra_op_parallelism_threads()
    options = {"steps": given["strides"], "gaps": given["dilations"], "same": padding == b"SAME", "threads": threads}
    return _by_images(by_results, kernel, images, **options), _by_kernel(images, by_results, kernel, **options)


def _by_images(results, kernel, like, **options):
    images = compiled.load(FILE).kerasfront_convolution_by_images(results, kernel, tf.shape(like), **options)
    images.set_shape(like.shape)
    return images


def _by_kernel(images, results, like, **options):
    kernel = compiled.load(FILE).kerasfront_convolution_by_kernel(images, results, tf.shape(like), **options)
    kernel.set_shape(like.shape)
    return kernel


def _forward(images, kernel, options):
    return convolve(images, kernel, options["steps"], "SAME" if options["same"] else "VALID", options["gaps"])


def _options(operation):
    return {name: operation.get_attr(name) for name in ("steps", "gaps", "same", "threads")}


@tf.RegisterGradient("KerasfrontConvolutionByImages")
def _gradient_by_images(operation, by):
    """Of what is linear in both inputs: each gradient is again one of the three."""
    (results, kernel, _), options = operation.inputs, _options(operation)
    return _forward(by, kernel, options), _by_kernel(by, results, kernel, **options), None


@tf.RegisterGradient("KerasfrontConvolutionByKernel")
def _gradient_by_kernel(operation, by):
    (images, results, _), options = operation.inputs, _options(operation)
    return _by_images(results, by, images, **options), _forward(images, by, options), None
