"""Every reference case, answered by our functions, every expected figure within its tolerance.

`further.json` holds others of the same kinds: other numbers, other names of inputs, neighbours of a method. To run
still more, in a file of the same form::

    python -m pytest tests/figures --cases more.json

They pass through the same solvers (`tests/figures/solvers/`), which know no case by its name.
"""

from tests.figures import Case
from tests.figures.agreement import disagreements
from tests.figures.solving import gather_solvers, is_solved, solution

gather_solvers()

NOT_OURS: dict[str, str] = {}
"""Cases that the product has no figure for, and why."""


def test_ours_agrees_with_the_reference(reference_case: Case):
    assert reference_case.tolerance, "a case says how near"
    if reference_case.id in NOT_OURS:
        assert not is_solved(reference_case), "it is ours after all: take it out of the table"
        return
    assert is_solved(reference_case), "no function of ours answers this kind of case"
    assert disagreements(reference_case, solution(reference_case)) == []


def test_every_case_names_its_source(reference_case: Case):
    assert reference_case.source
    assert reference_case.how_obtained
