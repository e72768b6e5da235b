"""What every engine must do, as cases with known answers.

A package that brings an engine tests it with two lines::

    from kerasfront.testing.conformance.suite import make_test

    test_conformance = make_test("myengine")

`case` says what a case is, `check` how it is judged, `suite` collects the cases; every other module holds those of one family.
"""
