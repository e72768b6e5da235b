"""Requirements on every backend, as cases with known answers.

A package that brings a backend tests it with two lines::

    from kerasfront.testing.conformance.suite import make_test

    test_conformance = make_test("mybackend")

`case` says what a case is, `check` how it is judged, `suite` collects the cases of all families. The modules that are
called like a family of operations hold its cases.
"""
