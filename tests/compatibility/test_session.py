"""What holds for a script holds in the processes that it starts."""

import json
import os
import subprocess
import sys

import pytest

from kerasfront.compatibility import removed_names, session, startup
from kerasfront.compatibility.session import PATH, PREFIX, SESSION, Session

WORK = """
def work(n):
    import importlib, keras, keras.layers, helper
    names = importlib.import_module("keras.models").__name__, __import__("keras.layers.core").__name__
    return n, keras.__version__, names, keras.backend.image_dim_ordering(), helper.half(7)
"""
MAIN = "from kerasfront.cli import main; main()"
FOUND = "(0, '1.2.2', ('kerasfront.models', 'keras'), 'th', 3)"
STARTUP = os.path.dirname(startup.__file__)
HELPER = "def half(n):\n    return n / 2\n"


@pytest.fixture
def ran(tmp_path):
    """Write files and start the first; gives what it prints."""

    def run(files, start, *arguments, **environment):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        command = [sys.executable, "-c", start, *arguments] if start else [sys.executable, next(iter(files))]
        path = os.pathsep.join(filter(None, sys.path))
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, env={**os.environ, PATH: path, **environment}
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_of_multiprocessing(ran, method):
    script = (
        f"import multiprocessing\n{WORK}\nif __name__ == '__main__':\n"
        f"    pool = multiprocessing.get_context({method!r}).Pool(1)\n    print pool.map(work, [0])[0]\n"
        "    pool.close()\n"
    )
    assert ran({"a.py": script, "helper.py": HELPER}, MAIN, "run", "--dim-ordering", "th", "a.py") == f"{FOUND}\n"


def test_processes_of_joblib(ran):
    script = (
        "import keras, re\nimport numpy as np\nfrom joblib import Parallel, delayed\nfrom sklearn import grid_search\n"
        "def parts(n):\n    grid_search.GridSearchCV\n"
        "    return keras.__version__, np.array([[n], [n, n]]).shape, re.split('x*', 'axb')\n"
        f"{WORK}\nprint Parallel(2)(delayed(work)(i) for i in [0])[0]\n"
        "print Parallel(2)(delayed(parts)(i) for i in [0])[0]\n"
    )
    found = ran({"a.py": script, "helper.py": HELPER}, MAIN, "run", "--dim-ordering", "th", "a.py")
    assert found == f"{FOUND}\n('1.2.2', (2,), ['a', 'b'])\n"


def test_another_script(ran):
    files = {
        "a.py": "import subprocess, sys\nprint subprocess.check_output([sys.executable, 'b.py']).decode()",
        "b.py": f"import numpy\n{WORK}\nprint(work(0), numpy.float is float, __name__)",
        "helper.py": HELPER,
    }
    assert ran(files, MAIN, "run", "--dim-ordering", "th", "a.py") == f"{FOUND} True __main__\n\n"


def test_another_script_in_python_2(ran):
    files = {
        "a.py": "import os, sys\nos.system(sys.executable + ' -u -W ignore b.py 7 x')\nprint('a')\n",
        "b.py": "import keras, sys\nprint keras.__version__, sys.argv, int(sys.argv[1]) / 2, __file__\n",
    }
    assert ran(files, MAIN, "run", "--api", "0.3", "a.py") == "0.3.3 ['b.py', '7', 'x'] 3 b.py\na\n"


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (["python", "a.py", "-c"], 1),
        (["python", "-u", "-W", "ignore", "-X", "dev", "-O", "a.py"], 7),
        (["python", "-c", "code"], None),
        (["python", "-m", "a"], None),
        (["python", "-"], None),
        (["python"], None),
    ],
)
def test_the_script_in_a_command(command, place):
    assert session._place_of_script(command) == place


def test_the_mapping_alone(ran):
    script = (
        "import kerasfront.legacy.as_keras\nimport multiprocessing\n"
        "def work(n):\n    import keras, numpy\n    return keras.__version__, hasattr(numpy, 'float')\n"
        "if __name__ == '__main__':\n    from joblib import Parallel, delayed\n"
        "    print(multiprocessing.get_context('spawn').Pool(1).map(work, [0]))\n"
        "    print(Parallel(n_jobs=2)(delayed(work)(i) for i in [0]))\n"
    )
    assert ran({"a.py": script}, None) == "[('0.3.3', False)]\n" * 2


def test_another_sitecustomize_is_run_too(ran, tmp_path):
    files = {"b.py": "import keras; print(keras.__version__)", "own/sitecustomize.py": "print('own')"}
    path = os.pathsep.join([STARTUP, str(tmp_path / "own"), *filter(None, sys.path)])
    assert ran(files, None, **{SESSION: "{}", PREFIX: sys.prefix, PATH: path}) == "own\n1.2.2\n"


def test_a_python_elsewhere_is_left_alone(ran):
    path = os.pathsep.join([STARTUP, *filter(None, sys.path)])
    script = {"b.py": "import sys; print('kerasfront.compatibility' in sys.modules)"}
    for prefix, found in ((sys.prefix, "True"), ("/elsewhere", "False")):
        assert ran(script, None, **{SESSION: "{}", PREFIX: prefix, PATH: path}) == f"{found}\n"


def test_the_environment_is_that_of_before(monkeypatch):
    monkeypatch.delenv(SESSION, raising=False)
    monkeypatch.setenv(PATH, "here")
    with Session("0.3", "/folder").inherited():
        assert json.loads(os.environ[SESSION])["folder"] == "/folder"
        first = os.environ[PATH]
        with Session().inherited():
            assert os.environ[PATH] == first and first.endswith(f"{os.pathsep}here")
            del os.environ[PREFIX]  # as a script may
        assert json.loads(os.environ[SESSION])["api"] == "0.3"
    assert SESSION not in os.environ and os.environ[PATH] == "here"


def test_a_session_within_a_session(tmp_path):
    with Session(folder=str(tmp_path)).active():
        with Session("0.3", str(tmp_path)).active():
            namespace = {"__name__": "__main__"}
            exec("import keras, sklearn.cross_validation, fractions", namespace)
            assert namespace["keras"].__version__ == "0.3.3"
        exec("import keras", namespace)
        assert namespace["keras"].__version__ == "1.2.2"
    assert not any(isinstance(finder, removed_names._RemovedNames) for finder in sys.meta_path)
