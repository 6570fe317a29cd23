"""What may be shown of a release: whoever reads everything works out nothing of one to nine people."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reports import Span
from reports.hiding import NOTHING, Area, Cell, Hiding, Sum, pack, unpack, work_out
from survey import Month, Period
from tests.scoring.safeguards.attacker import told_of_few

MONTHS = [Month(2026, 2), Month(2026, 3), Month(2026, 4)]
UNITS = (1, 2, 3)
AREAS = [Area({1}), Area({2}), Area({3}), Area({2, 3}), Area(UNITS)]
NAMES = ("a/1", "b/1")

few_or_many = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 40))


@st.composite
def forms(draw, versions=1):
    """Three units, three months over two quarters."""
    cells = [(unit, month, name) for unit in UNITS for month in MONTHS for name in NAMES[:versions]]
    counts = draw(st.lists(few_or_many, min_size=len(cells), max_size=len(cells)))
    return {cell: count for cell, count in zip(cells, counts, strict=True) if count}


def cells_of(shown: Sum, cells: list[Cell]) -> set[int]:
    area, period, version = shown
    return {
        place
        for place, (unit, month, name) in enumerate(cells)
        if unit in area and period.first <= month <= period.last and name == version
    }


def told(found: Hiding, counts: dict[Cell, int], more: list[set[Cell]] | None = None) -> set[int] | None:
    """What follows of few from everything that is shown, while the cells have these forms."""
    cells = sorted(counts)
    sums = [cells_of(each, cells) for each in sorted(found.shown, key=str)]
    sums += [{cells.index(cell) for cell in each} for each in more or []]
    return told_of_few([counts[cell] for cell in cells], sums)


@settings(max_examples=40, deadline=None)
@given(forms())
def test_whoever_reads_all_areas_and_periods_learns_nothing_of_few(counts):
    assert told(work_out(counts, AREAS), counts) is None


@settings(max_examples=15, deadline=None)
@given(forms(versions=2))
def test_nor_by_reading_two_questionnaires(counts):
    assert told(work_out(counts, AREAS), counts) is None


@settings(max_examples=30, deadline=None)
@given(forms(), forms())
def test_nor_of_the_next_release_whatever_was_shown_before(earlier, later):
    before = work_out(earlier, AREAS)
    after = work_out(later, AREAS, before.before)
    assert told(after, later) is None
    assert before.shown <= after.before
    again = work_out(later, AREAS, after.before)
    assert again.shown == after.shown


@settings(max_examples=60, deadline=None)
@given(forms(), forms())
def test_nor_while_figures_have_moved_and_nothing_new_is_worked_out(earlier, later):
    assert told(work_out(earlier, AREAS).as_things_are(later), later) is None


@settings(max_examples=40, deadline=None)
@given(forms(), st.lists(st.integers(0, 15), min_size=9, max_size=9))
def test_what_only_grew_stays_shown_meanwhile(earlier, grown):
    found = work_out(earlier, AREAS)
    later = {cell: forms + more for (cell, forms), more in zip(sorted(earlier.items()), grown, strict=False)}
    meanwhile = found.as_things_are(later)
    assert meanwhile.shown == found.shown
    assert told(meanwhile, later) is None
    assert found.shown <= work_out(later, AREAS, found.before).shown


@settings(max_examples=30, deadline=None)
@given(forms(versions=2), st.sets(st.sampled_from([(u, str(m)) for u in UNITS for m in MONTHS])))
def test_the_number_of_forms_out_of_dossiers_tells_nothing_of_few(counts, with_dossiers):
    found = work_out(counts, AREAS)
    known = {unit: {month for each, month in with_dossiers if each == unit} for unit in UNITS}
    sums = [
        {
            cell
            for cell in counts
            if cell[0] in area and named.period.first <= cell[1] <= named.period.last
            if str(cell[1]) in known[cell[0]]
        }
        for area in AREAS
        for named in found.periods
        if found.may_count(area, named.period, known)
    ]
    assert told(found, counts, [each for each in sums if each]) is None


@settings(max_examples=30, deadline=None)
@given(forms(versions=2), forms())
def test_what_is_stored_is_read_back(earlier, later):
    found = work_out(later, AREAS, work_out(earlier, AREAS).before)
    back = unpack(pack(found))
    assert (back.respondents, back.shown, back.before) == (found.respondents, found.shown, found.before)
    assert (back.periods, back.areas) == (found.periods, found.areas)
    assert pack(back) == pack(found)


def test_a_chain_over_units_and_months_is_closed_in_both_directions():
    """Less unit 1, the province's March would be the 20 of unit 2, and its year less these the 5 of February."""
    february, march = MONTHS[:2]
    counts = {(1, february, "a/1"): 30, (1, march, "a/1"): 30, (2, february, "a/1"): 5, (2, march, "a/1"): 20}
    found = work_out(counts, [Area({1}), Area({2}), Area({1, 2})])
    month = Period(march, march)
    assert found.may_show([1, 2], month, "a/1")
    assert not found.may_show([1], month, "a/1")
    assert not found.may_show([2], month, "a/1")
    assert [named.span for named in found.offered([2])] == [Span.LAST_YEAR, Span.YEAR, Span.QUARTER]


def test_where_every_cell_is_large_enough_everything_is_shown():
    counts = {(unit, month, "a/1"): 10 for unit in UNITS for month in MONTHS}
    found = work_out(counts, AREAS)
    assert all(found.offered(area) == found.periods for area in AREAS)
    assert found.offered([1, 2]) == ()  # no area of the list
    assert found.offered(UNITS, "b/1") == ()


def test_a_window_that_moves_on_does_not_tell_the_month_it_left():
    """4 forms in March 2025 and 3 in March 2026: the year to February less the year to March would be these seven."""
    months = [Month(2025, 3).shift(place) for place in range(13)]
    counts = {(1, month, "a/1"): 20 for month in months} | {(1, months[0], "a/1"): 4}
    february = work_out(counts | {(1, months[-1], "a/1"): 0}, AREAS)
    april = work_out(counts | {(1, months[-1], "a/1"): 3}, AREAS, february.before)
    window = Period(months[0], months[11])
    assert (Area({1}), window, "a/1") in april.before
    assert not april.may_show([1], Period(months[1], months[12]), "a/1")
    alone = work_out(counts | {(1, months[-1], "a/1"): 3}, AREAS)
    assert alone.may_show([1], Period(months[1], months[12]), "a/1")


def test_before_the_first_release_nothing_is_shown():
    assert NOTHING.offered([1]) == ()
    assert work_out({}, AREAS).shown == frozenset()
    assert unpack(pack(NOTHING)).shown == frozenset()
    assert NOTHING.as_things_are({(1, MONTHS[0], "a/1"): 20}).shown == frozenset()
