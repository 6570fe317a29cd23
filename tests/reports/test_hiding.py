"""What may be shown of a release: whoever reads everything works out nothing of one to nine people."""

from hypothesis import given, settings
from hypothesis import strategies as st

from reports import Span
from reports.hidden_criteria import Area, Cell, Sum
from reports.hiding import NOTHING, Counted, Hiding, pack, unpack
from reports.hiding import work_out as work_out_of_counted
from survey import Month, Period
from tests.scoring.safeguards.attacker import told_of_few

MONTHS = [Month(2026, 2), Month(2026, 3), Month(2026, 4)]
UNITS = (1, 2, 3)
AREAS = [Area({1}), Area({2}), Area({3}), Area({2, 3}), Area(UNITS)]
NAMES = ("a/1", "b/1")


def work_out(counts: dict[Cell, int], areas: list[Area], before: dict[Sum, int] | None = None) -> Hiding:
    """Of forms that all answer the one criterion there is."""
    return work_out_of_counted(all_answered(counts), areas, before or {})


def all_answered(counts: dict[Cell, int]) -> Counted:
    counted = {cell: forms for cell, forms in counts.items() if forms}
    return Counted(counted, {cell: (forms,) for cell, forms in counted.items()})


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
    assert before.shown.keys() <= after.before.keys()
    again = work_out(later, AREAS, after.before)
    assert again.shown == after.shown


@settings(max_examples=60, deadline=None)
@given(forms(), forms())
def test_nor_while_figures_have_moved_and_nothing_new_is_worked_out(earlier, later):
    assert told(work_out(earlier, AREAS).as_things_are(all_answered(later)), later) is None


@settings(max_examples=40, deadline=None)
@given(forms(), st.lists(st.integers(0, 15), min_size=9, max_size=9))
def test_what_only_grew_stays_shown_meanwhile(earlier, grown):
    found = work_out(earlier, AREAS)
    later = {cell: forms + more for (cell, forms), more in zip(sorted(earlier.items()), grown, strict=False)}
    meanwhile = found.as_things_are(all_answered(later))
    assert meanwhile.shown == found.shown
    assert told(meanwhile, later) is None
    assert found.shown.keys() <= work_out(later, AREAS, found.before).shown.keys()


def test_a_period_that_became_smaller_is_held_back_where_the_reader_had_it_and_nowhere_else():
    """One form of unit 1 is taken back in March; unit 2, February and what was never shown are as they were."""
    february, march = MONTHS[:2]
    counts = {(u, month, "a/1"): 40 for u in (1, 2) for month in (february, march)} | {(3, march, "a/1"): 4}
    found = work_out(counts, [Area({1}), Area({2}), Area({3})])
    assert found.had([1]) == found.offered([1]) == found.periods
    meanwhile = found.as_things_are(all_answered(counts | {(1, march, "a/1"): 39}))
    assert [named.span for named in meanwhile.offered([1])] == [Span.MONTH]
    assert meanwhile.had([1]) == found.periods
    assert meanwhile.had([1], "b/1") == ()
    assert meanwhile.had([2]) == meanwhile.offered([2]) == found.periods
    assert meanwhile.had([3]) == ()
    assert work_out(counts | {(1, march, "a/1"): 39}, [Area({1})], found.before).held == frozenset()


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
    assert (back.counted.respondents, back.shown, back.before) == (
        found.counted.respondents,
        found.shown,
        found.before,
    )
    assert back.counted.answered == found.counted.answered
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
    assert [named.span for named in found.offered([2])] == [Span.LAST_YEAR, Span.QUARTER]


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
    assert work_out({}, AREAS).shown == {}
    assert unpack(pack(NOTHING)).shown == {}
    assert NOTHING.as_things_are(all_answered({(1, MONTHS[0], "a/1"): 20})).shown == {}


@st.composite
def answers(draw):
    """The forms of three units in three months, and how many of them answer each of three criteria."""
    counts = draw(forms())
    answered = {cell: tuple(draw(st.integers(0, n)) for _ in range(3)) for cell, n in sorted(counts.items())}
    return Counted(counts, answered)


def told_of_a_criterion(found: Hiding, now: Counted, position: int) -> set[int] | None:
    """What follows of few who answered a criterion, from all sums of which it is shown."""
    cells = sorted(now.answered)
    sums = [
        cells_of(each, cells) for each, bits in sorted(found.shown.items(), key=str) if bits >> position & 1
    ]
    return told_of_few([now.answered[cell][position] for cell in cells], sums)


@settings(max_examples=25, deadline=None)
@given(answers())
def test_of_no_criterion_is_anything_told_of_few(counted):
    found = work_out_of_counted(counted, AREAS)
    assert all(told_of_a_criterion(found, counted, position) is None for position in range(3))


@settings(max_examples=25, deadline=None)
@given(answers(), answers())
def test_nor_in_the_next_release_nor_before_it_is_worked_out(earlier, later):
    before = work_out_of_counted(earlier, AREAS)
    for found in (before.as_things_are(later), work_out_of_counted(later, AREAS, before.before)):
        assert told(found, dict(later.respondents)) is None
        assert all(told_of_a_criterion(found, later, position) is None for position in range(3))


def test_a_month_of_one_criterion_is_not_told_by_its_quarter():
    """Forty forms each month; 14, 12 and 4 of them are asked the second criterion, all are asked the others."""
    quarter = [Month(2026, 1), *MONTHS[:2]]
    counts = {(1, month, "a/1"): 40 for month in quarter}
    answered = {(1, month, "a/1"): (40, n, 40, 40) for month, n in zip(quarter, (14, 12, 4), strict=True)}
    found = work_out_of_counted(Counted(counts, answered), [Area({1})])
    shown = {named.key: found.criteria([1], named.period, "a/1") for named in found.periods}
    assert shown["quarter:2026-01:2026-03"] == {0, 1, 2, 3}
    assert shown["month:2026-01:2026-01"] == {0, 1, 2, 3}
    assert shown["month:2026-03:2026-03"] == {0, 2, 3}  # too few
    assert shown["month:2026-02:2026-02"] == {0, 2, 3}  # with the second, March would be known
    assert found.criteria([2], quarter_of(quarter), "a/1") == frozenset()


def quarter_of(months: list[Month]) -> Period:
    return Period(months[0], months[-1])


def test_where_the_only_criterion_is_hidden_the_forms_are_still_counted():
    """Forty forms each month; 14, 12 and 4 rated the only criterion asked of all. With February, March were known."""
    quarter = [Month(2026, 1), *MONTHS[:2]]
    counts = {(1, month, "a/1"): 40 for month in quarter}
    answered = {(1, month, "a/1"): (n,) for month, n in zip(quarter, (14, 12, 4), strict=True)}
    found = work_out_of_counted(Counted(counts, answered), [Area({1})])
    months = [Period(month, month) for month in quarter]
    assert all(found.may_show([1], month, "a/1") for month in months)
    assert [found.criteria([1], month, "a/1") for month in months] == [{0}, frozenset(), frozenset()]
    assert found.criteria([1], quarter_of(quarter), "a/1") == {0}


def test_until_it_is_worked_out_anew_only_what_moved_is_left_out():
    """The second criterion is rated in March for the first time, by 4; the first only has more answers."""
    quarter = [Month(2026, 1), *MONTHS[:2]]
    counts = {(1, month, "a/1"): 40 for month in quarter}
    before = {cell: (40, 20 if cell[1] != MONTHS[1] else 0) for cell in counts}
    found = work_out_of_counted(Counted(counts, before), [Area({1})])
    assert found.criteria([1], quarter_of(quarter), "a/1") == {0, 1}
    later = {cell: (42, n or 4) for cell, (_, n) in before.items()}
    meanwhile = found.as_things_are(Counted(dict.fromkeys(counts, 42), later))
    assert meanwhile.criteria([1], quarter_of(quarter), "a/1") == {0}
    assert meanwhile.criteria([1], Period(quarter[0], quarter[0]), "a/1") == {0, 1}
