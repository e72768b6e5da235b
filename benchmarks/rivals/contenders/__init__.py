"""One file a contender: ``Contender(workload, xs, ys)`` with ``train(steps)``, ``predict()``, ``facts()``.

`train` takes so many batches and gives their mean loss; `predict` gives the outputs for all inputs; `facts` tells
'versions', 'threads' and 'blas', in words.
"""
