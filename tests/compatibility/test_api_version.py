"""The version of the API is told from a script's own words."""

import ast

import pytest

from kerasfront.compatibility.api_version import guess

OLD = {
    "from keras.models import Graph": "Graph (a.py, line 1)",
    "from keras.layers import containers": "containers (a.py, line 1)",
    "import keras\nmodel.fit(x, y, show_accuracy=True)": "show_accuracy= (a.py, line 2)",
    "import keras\ng.add_node(n)": "add_node (a.py, line 2)",
}


@pytest.mark.parametrize("text", OLD)
def test_old(text):
    found = guess({"a.py": ast.parse(text)})
    assert (found.api, found.clues) == ("0.3", (OLD[text],))


@pytest.mark.parametrize(
    "text",
    [
        "from keras.models import Sequential",
        "from keras.models import Model\nmodel.fit(x, y, show_accuracy=True)",
        "import networkx\ng.add_node(n)",
        "from networkx import Graph\nimport keras",
        "import keras\nm.compile('sgd', 'mse', class_mode='binary', metrics=['accuracy'])",
    ],
)
def test_classic(text):
    assert guess({"a.py": ast.parse(text)}).api == "1.2"


def test_the_modules_beside_a_script_count():
    main = ast.parse("import keras, models")
    assert guess({"a.py": main, "models.py": ast.parse("from keras.layers.core import AutoEncoder")}).api == "0.3"
