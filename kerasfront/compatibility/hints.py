"""Hints for the errors that old scripts run into with today's libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator

HINTS = (
    (r"no attribute 'ix'", "pandas has no `.ix`: use `.loc` (labels) or `.iloc` (numbers)"),
    (r"no attribute 'as_matrix'", "pandas has no `.as_matrix()`: use `.to_numpy()`"),
    (r"module 'pandas' has no attribute 'rolling_\w+'",
     "pandas: `pd.rolling_mean(x, n)` is `x.rolling(n).mean()` today"),
    (r"'(DataFrame|Series)' object has no attribute 'append'", "pandas: use `pd.concat([a, b])`"),
    (r"no attribute 'sort'", "pandas has no `.sort()`: use `.sort_values()` or `.sort_index()`"),
    (r"Object arrays cannot be loaded when allow_pickle=False",
     "NumPy reads arrays of objects only with `np.load(path, allow_pickle=True)`, which runs code in the file: "
     "do it only for files of your own"),
    (r"only 0-dimensional arrays can be converted to Python scalars",
     "NumPy no longer converts an array with axes to a number: take the number out with `x.item()` or `x[0]`"),
    (r"axis \d+ is out of bounds for array of dimension",
     "`np.expand_dims` took any axis beyond the last one as the last: give the intended axis"),
    (r"setting an array element with a sequence.*inhomogeneous shape",
     "NumPy makes arrays of parts of unequal shapes only on request: `np.array(parts, dtype=object)`"),
    (r"module 'numpy' has no attribute '(fv|ipmt|irr|mirr|nper|npv|pmt|ppmt|pv|rate)'",
     "the financial functions are a separate package: `pip install numpy-financial`, `import numpy_financial`"),
    (r"'numpy\.ndarray' object has no attribute 'tostring'", "NumPy: `x.tostring()` is `x.tobytes()` today"),
    (r"'numpy\.ndarray' object has no attribute 'ptp'", "NumPy: `x.ptp()` is `np.ptp(x)` today"),
    (r"'numpy\.ndarray' object has no attribute 'itemset'", "NumPy: `x.itemset(place, value)` is `x[place] = value`"),
    (r"unexpected keyword argument 'normed'", "Matplotlib: `hist(x, normed=True)` is `hist(x, density=True)` today"),
    (r"unexpected keyword argument 'nonpos[xy]'", "Matplotlib: `nonposx=` and `nonposy=` are `nonpositive=` today"),
    (r"load\(\) missing 1 required positional argument: 'Loader'", "PyYAML: use `yaml.safe_load(file)`"),
    (r"'Dataset' object has no attribute 'value'", "h5py: `dataset.value` is `dataset[()]` today"),
    (r"'ascii' codec can't decode|invalid load key|could not convert string to float.*pickle",
     "a pickle written by Python 2 is read by `pickle.load(open(path, 'rb'), encoding='latin1')`"),
    (r"a bytes-like object is required, not 'str'", "Python 3 distinguishes text and bytes: open text files with "
     "'r' or 'w', binary files with 'rb' or 'wb'"),
    (r"write\(\) argument must be str, not bytes", "Python 3 distinguishes text and bytes: open the file with 'wb'"),
    (r"'str' object has no attribute 'decode'", "in Python 3 it is text already: remove `.decode(...)`"),
    (r"module 'string' has no attribute '(join|split|replace|upper|lower|strip)'",
     "the functions of `string` are methods of `str` today: `' '.join(words)`, `text.upper()`"),
    (r"cannot use a string pattern on a bytes-like object",
     "Python 3 distinguishes text and bytes: remove `.encode(...)`, or undo it with `.decode()`"),
    (r"(slice indices|only integers|'float' object cannot be interpreted as an integer|list indices must be integers)",
     "in Python 3 `/` gives a float: write `//` where an integer is meant, or run with --python 2"),
    (r"'(dict_keys|dict_values|dict_items|map|filter|zip|range)' object", "Python 2 gave a list here: wrap it in "
     "`list(...)`, or run with --python 2"),
    (r"name '(xrange|unicode|raw_input|basestring|reduce|unichr|long|execfile|reload)' is not defined",
     "this is Python 2: run with --python 2"),
    (r"No module named '(cPickle|StringIO|urllib2|ConfigParser|Queue|cStringIO|urlparse)'",
     "this is Python 2: run with --python 2"),
    (r"scipy\.misc'? ?.*(imfilter|imrotate|imshow|fromimage)",
     "SciPy no longer reads images: use Pillow or imageio"),
    (r"No module named 'scipy\.sparse\.linalg\.", "SciPy moved this: import it from `scipy.sparse.linalg`"),
    (r"Word2Vec\.__init__\(\) got an unexpected keyword argument '(size|iter)'",
     "gensim: `size=` is `vector_size=`, `iter=` is `epochs=` today"),
    (r"target 'autoencoder_\d+' must have shape",
     "with `output_reconstruction=False` the targets are codes, as in Keras 0.3 (up to 0.2 they were the inputs): "
     "train with `output_reconstruction=True`, set it to False then, compile and predict"),
    (r"No module named 'sklearn\.", "scikit-learn moved this: see the documentation of today's `sklearn`"),
)  # fmt: skip
"""Regular expressions for ``ErrorClass: message``, each with advice."""


def matching(error: BaseException) -> Iterator[str]:
    """Iterate over the hints for an error and its causes."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        text = f"{type(cause).__name__}: {cause}"
        yield from (hint for pattern, hint in HINTS if re.search(pattern, text))
        cause = cause.__cause__ or cause.__context__
