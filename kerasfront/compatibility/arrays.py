"""Names that NumPy no longer has, and names whose meaning has changed."""

from __future__ import annotations

_ARRAYS = f"{__package__}.stand_ins.arrays"

GONE = {
    "Inf": "numpy:inf", "Infinity": "numpy:inf", "NAN": "numpy:nan", "NINF": f"{_ARRAYS}:NINF",
    "NZERO": f"{_ARRAYS}:NZERO", "NaN": "numpy:nan", "PINF": "numpy:inf", "PZERO": f"{_ARRAYS}:PZERO",
    "alen": f"{_ARRAYS}:alen", "alltrue": "numpy:all", "asfarray": f"{_ARRAYS}:asfarray",
    "asscalar": f"{_ARRAYS}:asscalar", "bool": "builtins:bool", "bool8": "numpy:bool_", "bytes0": "numpy:bytes_",
    "cast": f"{_ARRAYS}:cast", "cfloat": "numpy:complex128", "clongfloat": "numpy:clongdouble",
    "compare_chararrays": "numpy.char:compare_chararrays", "complex": "builtins:complex",
    "complex_": "numpy:complex128", "cumproduct": "numpy:cumprod", "disp": "builtins:print",
    "float": "builtins:float", "float_": "numpy:float64", "in1d": f"{_ARRAYS}:in1d", "infty": "numpy:inf",
    "int": "builtins:int", "int0": "numpy:intp", "issubclass_": "builtins:issubclass",
    "issubsctype": "numpy:issubdtype", "loads": "pickle:loads", "long": "builtins:int",
    "longcomplex": "numpy:clongdouble", "longfloat": "numpy:longdouble", "mat": "numpy:asmatrix", "math": "math",
    "msort": f"{_ARRAYS}:msort", "ndfromtxt": "numpy:genfromtxt", "object": "builtins:object",
    "object0": "numpy:object_", "product": "numpy:prod", "rank": "numpy:ndim", "round_": "numpy:round",
    "row_stack": "numpy:vstack", "safe_eval": "ast:literal_eval", "singlecomplex": "numpy:complex64",
    "sometrue": "numpy:any", "str": "builtins:str", "str0": "numpy:str_", "string_": "numpy:bytes_",
    "trapz": "numpy:trapezoid", "typeDict": "numpy:sctypeDict", "uint0": "numpy:uintp", "unicode": "builtins:str",
    "unicode_": "numpy:str_", "void0": "numpy:void",
}  # fmt: skip
"""Old name -> place of its replacement."""

GONE_FROM_LIB = {
    name: f"numpy:{name}"
    for name in ("append", "average", "delete", "diff", "expand_dims", "insert", "load", "loadtxt", "median", "pad",
                 "percentile", "save", "savetxt", "savez", "split", "tile", "unique")
}  # fmt: skip
"""The same for `numpy.lib`."""

UNEQUAL = ("amax", "amin", "argmax", "argmin", "copy", "max", "min", "ndim", "ravel", "shape", "size", "sort")
"""Functions that took a list of parts of unequal shapes."""
STACKS = ("column_stack", "dstack", "hstack", "stack", "vstack")
"""Functions that took an iterator."""

CHANGED = {
    **{name: f"{_ARRAYS}:{name}"
       for name in ("array", "asanyarray", "asarray", "expand_dims", "fromstring", "histogram", "linspace", "reshape",
                    "save", "sum")},
    **{name: f"{_ARRAYS}:of_unequal.{name}" for name in UNEQUAL},
    **{name: f"{_ARRAYS}:of_iterators.{name}" for name in STACKS},
    "bool": "builtins:bool",
    "long": "builtins:int",
}  # fmt: skip
"""Name -> place of its old meaning, for scripts only."""
