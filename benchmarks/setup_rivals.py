"""Make the environment of the rivals that do not come with kerasfront: Keras 3 on JAX and on PyTorch (1.6 GB)."""

from __future__ import annotations

import subprocess
import sys

from rivals.process import OTHERS

PACKAGES = ("keras>=3.15,<4", "jax", "torch==2.13.0")


def main() -> None:
    """Make it, or bring it up to date."""
    subprocess.run([sys.executable, "-m", "venv", str(OTHERS)], check=True)
    subprocess.run([str(OTHERS / "bin" / "python"), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    print(f"Made: {OTHERS}")


if __name__ == "__main__":
    main()
