"""Make the environments of the rivals that do not come with kerasfront.

usage: python benchmarks/setup_rivals.py [--python3.7 PATH]

Keras 3 on JAX and on PyTorch (1.6 GB); and the real Keras 1.2.2 with TensorFlow 1.15 and Theano 1.0.5 (0.8 GB), if
there is a Python 3.7, on the path, of pyenv, or where PATH says. Everything comes from PyPI.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from rivals.process import CLASSIC, HERE, OTHERS

sys.path.append(str(HERE.parent))
from checks.wheel import find_python  # noqa: E402

PACKAGES = ("keras>=3.15,<4", "jax", "torch==2.13.0", "scipy", "pillow")
OLD = "3.7"
OLD_PACKAGES = (
    "keras==1.2.2", "tensorflow==1.15.5", "theano==1.0.5", "h5py==2.10", "numpy==1.18.5", "protobuf<3.21", "pyyaml<6",
    "scipy<1.5", "pillow", "scipy-openblas32",
)  # fmt: skip
BLAS = ("sgemm", "dgemm", "sgemv", "dgemv", "sger", "dger", "sdot", "ddot", "saxpy", "daxpy", "sscal", "dscal")
"""What Theano calls in a BLAS; in this one each name has a prefix."""


def make(python: str, folder: Path, packages: tuple[str, ...]) -> None:
    """Make an environment, or bring it up to date."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages], check=True)
    print(f"Made: {folder}")


def configure(folder: Path) -> None:
    """Write the settings of Keras and Theano into the environment, which is the home of its processes."""
    (library,) = folder.glob("lib/*/site-packages/scipy_openblas32/lib")
    renamed = " ".join(f"-D{name}_=scipy_{name}_" for name in BLAS)
    (folder / ".keras").mkdir(exist_ok=True)
    (folder / ".keras" / "keras.json").write_text(json.dumps({"floatx": "float32", "epsilon": 1e-7}))
    (folder / ".theanorc").write_text(
        f"[global]\nfloatX = float32\n[blas]\nldflags = -L{library} -Wl,-rpath,{library} -lscipy_openblas\n"
        f"[gcc]\ncxxflags = {renamed}\n"
    )


def main() -> None:
    """Make all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python3.7", dest="old", metavar="PATH", help="for the real Keras 1.2.2")
    old = parser.parse_args().old or find_python(OLD)
    make(sys.executable, OTHERS, PACKAGES)
    if old is None:
        print(f"No Keras 1.2.2: there is no Python {OLD} on the path or in pyenv. Install it, or say --python3.7 PATH.")
        return
    make(old, CLASSIC, OLD_PACKAGES)
    configure(CLASSIC)


if __name__ == "__main__":
    main()
