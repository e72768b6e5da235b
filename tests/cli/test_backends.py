"""The option for several backends has one spelling, and the old one still works."""

import argparse

import pytest

from kerasfront.cli.backends import add_backends


@pytest.fixture
def parser():
    parser = argparse.ArgumentParser()
    add_backends(parser)
    return parser


def test_names_are_separated_by_commas(parser):
    assert parser.parse_args([]).backends is None
    assert parser.parse_args(["--backend", "theano"]).backends == ["theano"]
    assert parser.parse_args(["--backend", "theano,strict"]).backends == ["theano", "strict"]


def test_the_old_spelling_warns_with_the_new_one(parser):
    with pytest.warns(FutureWarning, match="--engines is now --backend theano,strict"):
        assert parser.parse_args(["--engines", "theano", "strict"]).backends == ["theano", "strict"]
    assert "--engines" not in parser.format_help()
