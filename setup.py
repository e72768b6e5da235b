"""Two source roots: the front end lies at the top, each adapter under backends/. All other metadata is in setup.cfg."""

from setuptools import find_packages, setup

FRONT_END = find_packages(include=["kerasfront", "kerasfront.*"])
ADAPTERS = find_packages("backends")

setup(
    packages=FRONT_END + ADAPTERS,
    package_dir={name: f"backends/{name}" for name in ADAPTERS if "." not in name},
)
