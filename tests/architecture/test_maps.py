"""A module that the docstring of its package does not name is found."""

from . import maps, rules


def test_unmapped_module_is_found():
    package = rules.parse('"""Files.\n\n- `model`: whole models\n"""', "kerasfront.saving", is_package=True)
    model, weights = (rules.parse("", f"kerasfront.saving.{name}") for name in ("model", "weights"))
    assert maps.unmapped_modules([package, model]) == []
    assert maps.unmapped_modules([package, model, weights]) == [
        "kerasfront/saving/weights.py is not in the docstring of kerasfront.saving"
    ]
