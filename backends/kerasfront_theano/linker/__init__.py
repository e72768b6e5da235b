"""Functions of Theano run by JAX: a linker, which gives the graph that Theano has optimized to JAX as a whole.

It is off by default. These files alone import JAX:

- `choice`: which linker the user wants
- `library`: JAX, and what holds while our functions run
- `jitted`: functions of K, with a way back to Theano where JAX cannot run them
- `linking`: the linker
- `optimizations`: those of Theano that fit
- `program`: the graph as one compiled function of JAX
- `cells`: values of shared variables, which Theano's own functions use, too
- `translation`: a graph evaluated operation by operation with the functions of `table`
- `comparisons`: values that must not be rounded twice
- `faults`: what Theano refuses and JAX would compute
- `prints`: what Theano prints while it computes
- `notes`: lists of both, made while a graph is traced
- `table`: one function of JAX for each operation of Theano, from the files `elementwise`, `shapes`, `indexing`,
  `products`, `networks`, `convolution`, `pooling`, `losses`, `draws`, `loops` and `recurrence`
"""
