"""What every engine must do, as cases with known answers.

A package that brings an engine tests it with two lines::

    from kerasfront.testing.conformance.suite import make_test

    test_conformance = make_test("myengine")

`case` says what a case is, `check` how it is judged, `suite` collects the cases of all families. The modules that are
called like a family of operations hold its cases.
"""
