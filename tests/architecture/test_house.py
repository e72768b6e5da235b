"""The house rules hold for the source as it is."""

from pathlib import Path

import pytest

from . import maps, rules, sizes

RULES = (
    rules.homeless,
    rules.upward_imports,
    rules.backend_knowledge,
    rules.raw_tensor_access,
    rules.adapter_imports,
    rules.private_names,
    rules.unequal_adapters,
    rules.symbolic_imports,
    rules.imports_of_legacy,
    rules.repeated_classes,
    rules.cycles,
    maps.unmapped_modules,
    sizes.long_files,
    sizes.long_functions,
)


@pytest.fixture(scope="module")
def modules():
    return rules.read(Path(__file__).parents[2])


def test_source_is_read(modules):
    names = {module.name for module in modules}
    assert {"kerasfront.errors", "kerasfront.backend", *rules.ADAPTERS} <= names


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds(rule, modules):
    findings = rule(modules)
    assert not findings, rule.__doc__ + "\n" + "\n".join(findings)
