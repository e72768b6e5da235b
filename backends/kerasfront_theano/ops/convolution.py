"""Convolution in two dimensions as products of whole matrices, several images at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasfront.backend import kernels
from kerasfront_theano.compat import threads
from kerasfront_theano.library import theano
from kerasfront_theano.ops.gradients import fitting
from kerasfront_theano.ops.images import ImageOp, geometry, int_params, lengths_of
from kerasfront_theano.ops.windows import ImageWindows, Pair

T = theano.tensor

FORWARD, WEIGHTS, INPUTS = range(3)


class Convolution(ImageOp):
    """Cross-correlation of images with a kernel (FORWARD), and its gradients by the kernel (WEIGHTS) and the images.

    Inputs: the two that are known of images, kernel (height, width, channels, filters) and result, in this order,
    except that the result comes first for INPUTS; and the `geometry`.

    Parameters
    ----------
    direction : int
        FORWARD, WEIGHTS or INPUTS.
    steps, gaps : (int, int)
        Distances from window to window, and from tap to tap: down and right.
    channels_last : bool
    """

    __props__ = ("direction", "steps", "gaps", "channels_last")
    params_type = int_params("direction", "step_down", "step_right", "gap_down", "gap_right", "channels_last")

    def __init__(self, direction: int, steps: tuple[int, int], gaps: tuple[int, int], channels_last: bool) -> None:
        super().__init__(["images.c", "convolution.c"], "APPLY_SPECIFIC(convolve)")
        self.direction, self.steps, self.gaps, self.channels_last = direction, tuple(steps), tuple(gaps), channels_last
        self.step_down, self.step_right = steps
        self.gap_down, self.gap_right = gaps

    def infer_shape(self, fgraph: Any, node: Any, shapes: Any) -> list[tuple[Any, ...]]:
        (a, b), made = shapes[:2], node.inputs[2:4]
        channel = 3 if self.channels_last else 1
        if self.direction == WEIGHTS:
            return [(*made, a[channel], b[channel])]
        return [self.shape(a[0], made, b[3] if self.direction == FORWARD else b[2])]

    def connection_pattern(self, node: Any) -> list[list[bool]]:
        return [[True], [True], *[[False]] * 4]

    def L_op(self, inputs: Any, outputs: Any, output_gradients: Any) -> list[Any]:
        """The result is linear in both inputs, and each gradient is again one of the three."""
        (a, b, *_, top, left), [gradient] = inputs, output_gradients
        before = top, left
        if self.direction == FORWARD:
            made = self._make(INPUTS, gradient, b, a, before), self._make(WEIGHTS, a, gradient, b, before)
        elif self.direction == WEIGHTS:
            made = self._make(INPUTS, b, gradient, a, before), self._make(FORWARD, a, gradient, b, before)
        else:
            made = self._make(FORWARD, gradient, b, a, before), self._make(WEIGHTS, gradient, a, b, before)
        return fitting([*made, *(theano.gradient.DisconnectedType()() for _ in inputs[2:])], inputs)

    def _make(self, direction: int, a: Any, b: Any, like: Any, before: Any) -> Any:
        """The gradient of `like`, from the other two arrays."""
        axes = (0, 1) if direction == WEIGHTS else self.spatial
        op = Convolution(direction, self.steps, self.gaps, self.channels_last)
        return op(a, b, *geometry(lengths_of(like, axes), before))

    def in_numpy(self, arrays: Sequence[np.ndarray], size: Pair, before: Pair) -> np.ndarray:
        a, b = arrays
        if self.direction == FORWARD:
            return self.as_asked(self._forward(self.last(a), b, size, before))
        if self.direction == WEIGHTS:
            return self._by_weights(self.last(a), self.last(b), size, before)
        return self.as_asked(self._by_inputs(self.last(a), b, size, before))

    def _forward(self, images: np.ndarray, kernel: np.ndarray, size: Pair, before: Pair) -> np.ndarray:
        windows = ImageWindows(kernel.shape[:2], self.steps, self.gaps, size, before)
        padded, made = windows.padded(images, 0), np.zeros((len(images), *size, kernel.shape[3]), images.dtype)
        for tap, part in windows.parts():
            made += padded[part] @ kernel[tap]
        return made

    def _by_weights(self, images: np.ndarray, results: np.ndarray, size: Pair, before: Pair) -> np.ndarray:
        windows = ImageWindows(size, self.steps, self.gaps, results.shape[1:3], before)
        padded, made = windows.padded(images, 0), np.empty((*size, images.shape[3], results.shape[3]), images.dtype)
        for tap, part in windows.parts():
            made[tap] = np.tensordot(padded[part], results, [(0, 1, 2)] * 2)
        return made

    def _by_inputs(self, results: np.ndarray, kernel: np.ndarray, size: Pair, before: Pair) -> np.ndarray:
        windows = ImageWindows(kernel.shape[:2], self.steps, self.gaps, results.shape[1:3], before)
        padded = windows.padded(np.zeros((len(results), *size, kernel.shape[2]), results.dtype), 0)
        for tap, part in windows.parts():
            padded[part] += results @ kernel[tap].T
        return windows.cropped(padded, size)

    def c_headers(self, **kwargs: Any) -> list[str]:
        return ["<memory>", "few_results.h", *(["<omp.h>"] if threads.parallel else [])]

    def c_support_code(self, **kwargs: Any) -> str:
        return T.blas_headers.blas_header_text() + T.blas_headers.openblas_threads_text()

    def c_compile_args(self, **kwargs: Any) -> list[str]:
        own = ["-pthread", *kernels.ARITHMETIC]
        return [*T.blas.ldflags(libs=False, flags=True), *super().c_compile_args(**kwargs), *own]

    def c_libraries(self, **kwargs: Any) -> list[str]:
        return T.blas.ldflags()

    def c_lib_dirs(self, **kwargs: Any) -> list[str]:
        return T.blas.ldflags(libs=False, libs_dir=True)

    def c_header_dirs(self, **kwargs: Any) -> list[str]:
        return [*T.blas.ldflags(libs=False, include_dir=True), str(kernels.FOLDER)]

    def c_code_cache_version(self) -> Any:
        return (*super().c_code_cache_version(), kernels.fingerprint())
