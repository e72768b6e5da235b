"""A graph of tensors for libraries of arrays: what every backend over such a library shares.

K's tensors are symbolic, a library like NumPy computes at once. Here are tensors that remember what is to be
computed, and functions that compute it when data comes. An adapter brings two things, a `Library` and a table of
kernels::

    from kerasfront.backend.symbolic.graph import Graph
    from kerasfront.backend.symbolic.kernels import kernels
    from kerasfront.backend.symbolic.operations import operations

    KERNELS = {**kernels(numpy_like), "conv": my_conv, ...}
    globals().update(operations(Graph(MyLibrary(), KERNELS)))

and `backend_info`, and UNSUPPORTED for what is optional; `kerasfront_reference` is a whole one.

**Kernels** are functions of arrays, by name: `kernels(numpy_like)` has them all, made of the functions of a
namespace like `numpy`, except for "stop_gradient" (x) and "print_tensor" (x, message). Arrays come first and
options by name; see `kerasfront.backend.symbolic.kernels` for the signatures. Arguments are in the normal form that
the specification of K promises: operands of one type, axes as tuples of numbers from 0. A kernel gives the type
that the operation promises.

**Library** (`kerasfront.backend.symbolic.library`) says how to loop, choose, differentiate, draw random numbers,
call back to the host, and compile. `Library.compile(program)` is where a library compiles a function as a whole. A
`Program` is a pure function ``program(phase, State(changed, read, streams), feeds) -> Results(outputs, changed,
streams)``: it reads nothing else and changes nothing, so it can be traced for each learning phase (a Python
integer) and each shape of the feeds, with the arrays `changed` donated; `Runner.over_batches` may put it into a
loop. `kerasfront.backend.symbolic.direct.Direct` runs it as it is. `Function` holds the lock of the graph while a
runner is called and variables get their new values; results are made arrays of NumPy after that.

**Arrays** are those of the library, or NumPy's for what is known while a program is built: constants, the learning
phase, shapes. A kernel all of whose arguments are NumPy's arrays is computed at once, by `Library.compile_time`; a
choice by such a condition computes one of its branches, the other is neither computed nor drawn. Sizes that are
computed must be known in this sense; a library that traces raises an error of its own, and may then run the program
untraced.

The library's arrays need the attributes `shape`, `dtype`, `ndim` and `astype`, and the operators ``+ -``;
variables' arrays are replaced, never changed in place.
"""
