"""A type checker knows the API: what a user's script gets from it, and which of the script's arguments are wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = """\
from kerasfront import backend as K
from kerasfront.layers import Dense, Input

x = Input(shape=(3,))
reveal_type(x)
reveal_type(K.mean(x))
reveal_type(2.0 * K.mean(x, axis=-1) ** 2)
reveal_type(K.int_shape(x))
reveal_type(K.gradients(K.sum(x), [x]))
Dense(output_dim=3)
Dense(uints=3)
Dense(3, actvation="relu")
K.mean(x, axes=0)
"""


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """What pyright says of the script: pairs of the line and the message."""
    folder = tmp_path_factory.mktemp("script")
    (folder / "script.py").write_text(SCRIPT, encoding="utf8")
    paths = [str(ROOT), str(ROOT / "backends")]
    (folder / "pyrightconfig.json").write_text(json.dumps({"extraPaths": paths, "pythonVersion": "3.10"}))
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson", "--project", folder]
    done = subprocess.run(command, capture_output=True, text=True)
    found = json.loads(done.stdout)["generalDiagnostics"]
    lines = SCRIPT.splitlines()
    return [(lines[entry["range"]["start"]["line"]], entry["severity"], entry["message"]) for entry in found]


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("x", "Tensor"),
        ("K.mean(x)", "Tensor"),
        ("2.0 * K.mean(x, axis=-1) ** 2", "Tensor"),
        ("K.int_shape(x)", "tuple[int | None, ...]"),
        ("K.gradients(K.sum(x), [x])", "list[Tensor]"),
    ],
)
def test_result_has_a_type(findings, expression, kind):
    (told,) = [message for line, _, message in findings if line == f"reveal_type({expression})"]
    assert told.endswith(f'is "{kind}"')


def test_wrong_keywords_are_flagged(findings):
    assert {line for line, severity, _ in findings if severity == "error"} == {
        "Dense(uints=3)",
        'Dense(3, actvation="relu")',
        "K.mean(x, axes=0)",
    }
