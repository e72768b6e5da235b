"""Where backends drift apart in the trainings of a file."""

import pytest

from kerasfront.cli import main
from kerasfront.layers import Dense
from kerasfront.models import Sequential
from tests.pages import check_page

SCRIPT = """
import sys
import numpy as np
from kerasfront.layers import Dense
from kerasfront.models import Sequential
model = Sequential([Dense(2, input_dim=int(sys.argv[1]), name="<d>")][:1])
model.compile("sgd", "mse")
model.fit(np.ones((8, 3)), np.ones((8, 2)), nb_epoch=2, verbose=0)
"""


@pytest.mark.parametrize("kind", ["model", "script"])
def test_first_layer_and_step_are_in_the_table(kind, tmp_path, capsys):
    words = [str(tmp_path / "m.h5")]
    if kind == "model":
        Sequential([Dense(2, input_dim=3)]).save(words[0])
    else:
        words = [str(tmp_path / "s.py"), "3"]
        (tmp_path / "s.py").write_text(SCRIPT.replace("<d>", "d"), encoding="utf8")
    page, output = tmp_path / "x.html", ["--output", str(tmp_path / "out")]
    options = ["--trace", "--epochs", "1", "--backend", "tensorflow,reference", "--report", str(page), *output]
    assert main(["bench", *options, *words]) == 0
    assert "reference apart from tensorflow" in capsys.readouterr().out
    text = page.read_text(encoding="utf8")
    check_page(text)
    assert all(f"<td>{kind}</td><td>-</td>" in text for kind in ("output", "gradient", "weight")) and "<svg" in text
