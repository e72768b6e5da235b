"""Functions of K against what those of the real Keras gave."""

import pytest

from ..recorded import Batch, cases


class Call:
    """One call. Its arguments were recorded as JSON: {"p": 0} is a placeholder for input 0, {"v": 0} a variable."""

    def __init__(self, K, batch, case):
        self.K, self.batch, self.case = K, batch, case
        self.arrays = case.arrays("input")
        self.fed = {}

    def argument(self, value):
        if isinstance(value, list):
            return [self.argument(part) for part in value]
        if not isinstance(value, dict):
            return value
        ((kind, content),) = value.items()
        if kind == "__tuple__":
            return tuple(self.argument(part) for part in content)
        if kind == "v":
            return self.K.variable(self.arrays[content])
        if content not in self.fed:
            (self.fed[content],) = self.batch.feed(self.arrays[content])
        return self.fed[content]

    def expect(self):
        """The call's results and, where they were recorded, gradients of their sum weighted by input `r`."""
        call = self.case.text("config")
        kwargs = {name: self.argument(value) for name, value in call.get("kwargs", {}).items()}
        result = getattr(self.K, call["fn"])(*self.argument(call["args"]), **kwargs)
        results = list(result) if isinstance(result, (list, tuple)) else [result]
        if "grad" in call:
            loss = self.K.sum(results[0] * self.K.variable(self.arrays[call["r"]]))
            results += self.K.gradients(loss, [x for number, x in self.fed.items() if number in call["grad"]])
        self.batch.expect(self.case, *results)


@pytest.mark.slow
def test_recorded_values_and_gradients(K):
    batch = Batch(K)
    for case in cases("backend"):
        Call(K, batch, case).expect()
    batch.check()
