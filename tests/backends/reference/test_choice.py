"""The backend is used where somebody names it, nowhere else."""

import subprocess
import sys

import kerasfront.backend as K
from kerasfront.cli.bench.parity import compare


def test_it_is_installed_and_never_the_default():
    assert "reference" in K.installed()
    assert "reference" not in K.usable()
    assert K.chosen().value != "reference"


def test_without_its_library_one_message_says_so():
    code = "import sys; sys.modules['autograd'] = None; import kerasfront.backend as K; K.set_backend('reference')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    told = done.stderr.strip().splitlines()[-1]
    assert "Backend 'reference'" in told and "pip install 'kerasfront[reference]'" in told


def test_it_is_the_oracle_of_other_backends():
    results = compare(["reference", "tensorflow"], families=["merge"])
    apart = [result.apart for result in results if result.apart is not None]
    assert apart and max(apart) < 1e-5
