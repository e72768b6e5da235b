"""Handwritten digits without a download: the 1,797 of 8 x 8 pixels that scikit-learn has.

For the 70,000 digits of MNIST, put ``from kerasfront.datasets import mnist`` in the place of ``import
digits``.
"""

import numpy as np
from sklearn.datasets import load_digits

SIDE = 8
TEST = 360


def load_data():
    """Pictures of shape (samples, 8, 8) with values in [0, 1], and the digits, as (training), (test)."""
    data = load_digits()
    order = np.random.RandomState(0).permutation(len(data.target))
    x, y = data.images[order].astype("float32") / 16, data.target[order]
    return (x[TEST:], y[TEST:]), (x[:TEST], y[:TEST])


def draw(*pictures):
    """Pictures with values in [0, 1], side by side, as text."""
    pixels = np.hstack([np.reshape(picture, (SIDE, SIDE)) for picture in pictures])
    shades = np.array(list(" .:-=+*#%@"))[np.clip(pixels * 10, 0, 9).astype(int)]
    return "\n".join("".join(np.repeat(row, 2)) for row in shades)
