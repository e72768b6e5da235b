"""The example of the README runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.slow
def test_example_gives_the_same_on_every_backend(backends):
    example = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf8"), re.DOTALL).group(1)
    example = example.replace('("tensorflow", "theano")', repr(backends))
    output = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=True).stdout
    results = dict(re.findall(r"^(\w+) \[(.*)\]$", output, re.MULTILINE))
    assert tuple(results) == backends
    numbers = [np.array(re.findall(r"\d+\.\d+(?:e-?\d+)?", text), dtype=float) for text in results.values()]
    for loss_and_accuracy in numbers:
        np.testing.assert_allclose(loss_and_accuracy, numbers[0], rtol=1e-4)
        assert loss_and_accuracy[1] > 0.5
