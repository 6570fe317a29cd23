"""Every reference case is well formed."""

from tests.figures import case, names


def test_every_case_names_its_source_and_tolerance():
    for name in names():
        assert case(name).source, name
        assert case(name).tolerance, name
        assert case(name).how_obtained, name
