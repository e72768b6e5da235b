"""The data sets as Keras 0.3 gave them; mnist, reuters and cifar are those of `kerasfront.datasets`."""
