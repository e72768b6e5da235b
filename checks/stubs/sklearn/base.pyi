from dataclasses import dataclass

@dataclass
class InputTags:
    sparse: bool

@dataclass
class Tags:
    input_tags: InputTags

class BaseEstimator:
    def __sklearn_tags__(self) -> Tags: ...

class ClassifierMixin: ...
class RegressorMixin: ...
