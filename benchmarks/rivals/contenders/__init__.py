"""One file a contender: ``Contender(workload)`` with ``train()``, ``predict()``, ``versions()``.

`train` runs one epoch and gives its mean loss; `predict` gives the outputs for the epoch's inputs.
"""
