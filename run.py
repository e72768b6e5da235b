#!/usr/bin/env python3
"""Set up a virtual environment for this checkout and run kerasfront in it.

usage: python3 run.py bench [OPTIONS]       the benchmark: three models on real digits, on both backends
       python3 run.py COMMAND [OPTIONS]     any other command of kerasfront: info, run, doctor, ...
                                            (.venv/bin/kerasfront lists them)
       python3 run.py docs                  the site of the documentation, in the folder site
       python3 run.py release [WORD ...]    source archive and wheel in the folder dist, checked and tried, with notes;
                                            words such as 3.12 or theano select where they are tried
       python3 run.py test                  all checks: lint, types, tests, slow tests, the wheel in a clean environment
       python3 run.py test --full           the same, and what needs more programs or many minutes; see PROGRAMS
       python3 run.py test --matrix [WORD ...]
                                            the wheel with each Python of constraints/matrix.json that is installed, on
                                            each backend alone; words such as 3.12, theano or lowest select
       python3 run.py test PYTEST_OPTIONS   only pytest, with these options

The environment is the folder .venv; the first call creates it, later calls update it if setup.cfg or the version has
changed. It has the versions in constraints/locked, checked by hash, if there are any for this Python and machine.
Requires only Python with pip, and g++ and Python's headers, with which Theano compiles.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from checks.environment import ROOT, create_environment, must, program, run, say
from checks.release import release
from checks.site import build_site
from checks.wheel import check_matrix, check_wheel

VENV = ROOT / ".venv"
OLDEST = (3, 10)
TYPED = (3, 11)
TOO_NEW_FOR_THEANO = (3, 12)
MEASURED = ("--cov", "--cov-report=", "--cov-fail-under=0")
"""Options with which pytest counts the lines of `kerasfront` that run; this takes about a seventh of the time. The
check "coverage" compares the result of all tests with the percentage in setup.cfg."""
LOCKED, LOCKED_FOR = ROOT / "constraints" / "locked", "Linux x86_64 glibc"
"""Versions and hashes of the packages, written by constraints/lock.py, and the machines they are for."""
FAILED_TESTS = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
"""Where pytest notes what failed. It is said again at the end, as the output of all checks is long."""
NOT_CHECKED = 3
"""Exit status of a check without a result."""
PROGRAMS = {
    "chromium": "Chromium, which reads the site (Debian: apt-get install chromium)",
    "dot": "Graphviz (Debian: apt-get install graphviz)",
    "ip": "network namespaces as machines (Debian: apt-get install iproute2)",
    "sshd": "what these machines are reached by (Debian: apt-get install openssh-server)",
}
MODULES = {"atheris": "the fuzzer, a package for Linux only (pip install atheris)"}
"""Programs and packages that `test --full` needs beside Python, pip and g++, and how to get them."""
PROCESSORS = {"avx512": "1", "avx2": "0", "sse2": "0"}
"""Configurations in which `test --full` repeats the fast tests, as on other processors: instructions of the kernels,
and whether TensorFlow uses oneDNN (1) or not (0). The processor must have all of these instructions."""
THEANO_ON_JAX = {"KERASFRONT_THEANO_LINKER": "jax"}
"""Another configuration: JAX runs the functions of Theano."""


def main(arguments: Sequence[str]) -> int:
    """Run one command line and return the exit status: after Ctrl-C 130, without a traceback."""
    try:
        return carry_out(arguments)
    except KeyboardInterrupt:
        return 130


def carry_out(arguments: Sequence[str]) -> int:
    """Do what one command line says."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    command, *rest = arguments
    if arguments[:2] == ["test", "--matrix"]:
        return check_matrix(arguments[2:])
    check_machine()
    if command == "docs":
        set_up(VENV, "all,docs")
        return build_site(VENV, rest)
    if command == "release":
        set_up(VENV, "all,dev")
        return release(VENV, rest)
    if command != "test":
        set_up(VENV, "all")
        return run([program(VENV, "kerasfront"), *arguments])
    set_up(VENV, "all,dev")
    if rest == ["--full"]:
        check_programs()
        check_processor()
        return test_everything(full=True)
    if rest:
        return run([program(VENV, "python"), "-m", "pytest", *rest], ROOT)
    return test_everything()


def check_machine() -> None:
    """Stop, or warn, if something is missing that is not on PyPI."""
    version = ".".join(map(str, sys.version_info[:2]))
    if sys.version_info < OLDEST:
        sys.exit(f"run.py needs Python 3.10 or later, this is {version} ({sys.executable}). Try: python3.11 run.py ...")
    if sys.version_info >= TOO_NEW_FOR_THEANO:
        say(
            f"Python {version}: Theano cannot be installed on Python 3.12 or later, so the TensorFlow backend comes "
            "alone. For both backends run this with Python 3.10 or 3.11."
        )
        return
    missing = []
    if not shutil.which("g++"):
        missing.append("the compiler g++ (Debian: apt-get install g++)")
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        missing.append(f"the headers of Python (Debian: apt-get install python{version}-dev)")
    if missing:
        sys.exit(f"Theano compiles what it runs and needs {' and '.join(missing)}.")


def check_programs() -> None:
    """Stop if something is missing that the full tests need: none of them is skipped silently."""
    missing = [f"{name}: {source}" for name, source in PROGRAMS.items() if not shutil.which(name)]
    python = program(VENV, "python")
    missing += [f"{name}: {source}" for name, source in MODULES.items() if run([python, "-c", f"import {name}"])]
    if missing:
        sys.exit("run.py test --full needs programs that are not there:\n" + "\n".join(missing))


def check_processor() -> None:
    """Stop if the processor lacks instructions that the full tests use."""
    ask = "from kerasfront.backend.kernels import instructions; print(*instructions.known())"
    known = subprocess.run([program(VENV, "python"), "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    missing = PROCESSORS.keys() - known.stdout.split()
    if missing:
        sys.exit(f"run.py test --full needs a processor with {', '.join(sorted(missing))}, which this one lacks.")


def set_up(venv: Path, extras: str) -> None:
    """Create `venv` if necessary and install the checkout there in editable mode, unless it is up to date."""
    stamp = venv / f"kerasfront-{extras.replace(',', '-')}.stamp"
    now = fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    create_environment(venv)
    say(f"installing kerasfront with its backends into {venv} (the first time this takes some minutes)")
    install(venv, extras)
    stamp.write_text(now)


def install(venv: Path, extras: str) -> None:
    """Install the checkout in editable mode, and its requirements: by hashes, if there are any for this machine."""
    shutil.rmtree(ROOT / "kerasfront.egg-info", ignore_errors=True)  # an old one would hide today's entry points
    pip = [program(venv, "python"), "-m", "pip", "install", "--quiet"]
    lock = locked(extras)
    if lock is None:
        must([*pip, "--editable", f"{ROOT}[{extras}]"])
        return
    ours = [*pip, "--no-deps", "--no-build-isolation"]  # pip does not check the hashes of build requirements
    for requirements in (LOCKED / "build.txt", lock):
        must([*ours, "--require-hashes", "--requirement", str(requirements)])
    must([*ours, "--editable", str(ROOT)])


def locked(extras: str) -> Path | None:
    """Find the file of versions and hashes; None, with a message, if there is none for this Python and machine."""
    version = ".".join(map(str, sys.version_info[:2]))
    machine = f"{platform.system()} {platform.machine()} {platform.libc_ver()[0]}".strip()
    lock = LOCKED / f"{extras.replace(',', '-')}-{version}.txt"
    if machine == LOCKED_FOR and lock.is_file():
        return lock
    say(
        f"no hashes are kept for Python {version} on {machine}: the newest versions that setup.cfg allows are "
        "installed as pip finds them"
    )
    return None


def fingerprint() -> str:
    """Hash everything that the content of the environment depends on."""
    content = [f"{sys.version} {ROOT}".encode()]
    files = ("setup.cfg", "setup.py", "pyproject.toml", "kerasfront/__init__.py")  # the last has the version
    content += [(ROOT / name).read_bytes() for name in files]
    content += [path.read_bytes() for path in sorted(LOCKED.glob("*.txt"))]
    return hashlib.sha256(b"\0".join(content)).hexdigest()


def test_everything(full: bool = False) -> int:
    """Run all checks, even after a failure: those of continuous integration, and the full tests on request."""
    python = program(VENV, "python")
    pytest = [python, "-m", "pytest"]
    on_all_cores = [*pytest, "--numprocesses", str(os.cpu_count()), "--dist", "worksteal"]
    checks: dict[str, Callable[[], int]] = {
        "lint": lambda: run([python, "-m", "ruff", "check"], ROOT),
        "types": check_types,
        "tests": lambda: run([*on_all_cores, *MEASURED], ROOT),
        "slow tests": lambda: run([*on_all_cores, "-m", "slow and not full", *MEASURED, "--cov-append"], ROOT),
        "coverage": lambda: run([python, "-m", "coverage", "report"], ROOT),
        "wheel": lambda: check_wheel(VENV),
    }
    if full:
        checks["full tests"] = lambda: run([*pytest, "-m", "full"], ROOT)
        checks["vulnerabilities"] = check_vulnerabilities
        checks |= as_on_other_processors(on_all_cores)
        # The tests of compiled code stay out, and those of the work that is done beside it.
        command = [*on_all_cores, "-k", "theano", "--ignore=tests/backends", "--ignore=tests/costs"]
        checks["tests with Theano's functions run by JAX"] = lambda: run(command, ROOT, THEANO_ON_JAX)
    failed, unknown, tests = [], [], []
    for name, check in checks.items():
        start = time.monotonic()
        FAILED_TESTS.unlink(missing_ok=True)
        status = check()
        tests += [f"{name}: {test}" for test in failed_tests()]
        found = {0: "passed", NOT_CHECKED: "NOT CHECKED"}.get(status, "failed")
        say(f"{name}: {found} in {time.monotonic() - start:.0f} s")
        if status:
            (unknown if status == NOT_CHECKED else failed).append(name)
    for test in tests:
        say(test)
    but = f", but NOT CHECKED: {', '.join(unknown)}" if unknown else ""
    say(f"failed: {', '.join(failed)}{but}" if failed else f"every check passed{but}")
    return bool(failed)


def failed_tests() -> list[str]:
    """List the tests that failed in the last run of pytest."""
    return sorted(json.loads(FAILED_TESTS.read_text())) if FAILED_TESTS.is_file() else []


def check_types() -> int:
    """Check the types, which are written for those that NumPy has on Python 3.11 and later."""
    if sys.version_info < TYPED:
        say("types were NOT CHECKED: NumPy's arrays have other types on Python 3.10. Use Python 3.11 or later.")
        return NOT_CHECKED
    python = program(VENV, "python")
    return run([python, "-m", "pyright", "--pythonpath", python], ROOT)


def check_vulnerabilities() -> int:
    """Ask PyPI for known vulnerabilities of the packages in the environment; no answer does not mean none."""
    command = [program(VENV, "python"), "-m", "pip_audit", "--local", "--skip-editable", "--format", "json"]
    result = subprocess.run([*command, "--progress-spinner", "off"], capture_output=True, text=True)
    try:
        packages = json.loads(result.stdout)["dependencies"]
    except (ValueError, KeyError):
        *_, reason = ["pip-audit said nothing", *result.stderr.strip().splitlines()]
        say(f"known vulnerabilities were NOT CHECKED: {reason}")
        return NOT_CHECKED
    for package in packages:
        for hole in package.get("vulns", ()):
            fixes = ", ".join(hole["fix_versions"]) or "none yet"
            say(f"{package['name']} {package['version']} has {hole['id']}; versions without it: {fixes}")
    unanswered = [package["name"] for package in packages if "vulns" not in package and package["name"] != "kerasfront"]
    if unanswered:
        share = f"{len(unanswered)} of {len(packages)} packages"
        say(f"known vulnerabilities were NOT CHECKED for {share}, which PyPI did not answer for")
    if any(package.get("vulns") for package in packages):
        return 1
    return NOT_CHECKED if unanswered else 0


def as_on_other_processors(command: Sequence[str]) -> dict[str, Callable[[], int]]:
    """Create a check that runs `command` for each of `PROCESSORS`."""
    checks = {}
    for kernels, onednn in PROCESSORS.items():
        settings = {"KERASFRONT_INSTRUCTIONS": kernels, "TF_ENABLE_ONEDNN_OPTS": onednn}
        name = f"tests with kernels for {kernels}, oneDNN {'on' if onednn == '1' else 'off'}"
        checks[name] = functools.partial(run, command, ROOT, settings)
    return checks


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
