"""What scripts get as `theano`: a Theano that works here."""

import subprocess
import sys

SCRIPT = """
import theano
import theano.tensor as T
from theano import tensor
x = T.matrix()
print(tensor is T is theano.tensor, theano.__name__, (x + 1).eval({x: [[1.0]]}).tolist())
"""


def test_raw_theano_in_a_script(tmp_path):
    (tmp_path / "a.py").write_text(SCRIPT)
    code = "import sys; from kerasfront.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "run", "--backend", "theano", str(tmp_path / "a.py")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "True theano [[2.0]]\n"), done.stderr
