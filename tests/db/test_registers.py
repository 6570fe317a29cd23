"""Counters, officers, rosters and dossiers as lists that offices keep."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import Store
from db.commands.counters import CodeUnknown, add_code, import_counters, import_fields, revoke_code
from db.commands.dossiers import import_dossiers
from db.commands.officers import import_officers
from db.commands.record import Receipt, record_responses
from db.commands.roster import import_roster
from db.commands.units import import_units
from db.models import Counter, CounterCode, CounterField, Dossiers, Field, Officer, Response, Roster
from db.queries.places import PosterRetired, place_of
from db.queries.posters import poster_of, posters_of
from db.queries.units import by_code
from survey import Answers, AnswerSheet, Month, Part, shipped_instruments
from survey.offices import Channel, StaffKind
from survey.registers import (
    CounterEntry,
    DossierEntry,
    DutyEntry,
    EntriesRefused,
    FieldAtCounter,
    FieldEntry,
    Imported,
    Misfit,
    OfficerEntry,
)
from trust.codes import normalise

CENTRE = "05443-TT"
OPENED = date(2026, 1, 1)
DAY = date(2026, 3, 2)


def counter(**other: object) -> CounterEntry:
    entry = CounterEntry(
        unit=CENTRE,
        number="03",
        name="Tư pháp, hộ tịch",
        channel=Channel.COUNTER,
        valid_from=OPENED,
        fields=(FieldAtCounter("HT", "05443"), FieldAtCounter("CT")),
    )
    return replace(entry, **other)  # type: ignore[arg-type]


def officer(**other: object) -> OfficerEntry:
    entry = OfficerEntry(CENTRE, "0123", "Cán bộ thẻ 0123", StaffKind.OFFICIAL, OPENED)
    return replace(entry, **other)  # type: ignore[arg-type]


def duty(**other: object) -> DutyEntry:
    return replace(DutyEntry(CENTRE, "03", Channel.COUNTER, DAY, Part.MORNING, "0123"), **other)  # type: ignore[arg-type]


def dossiers(**other: object) -> DossierEntry:
    entry = DossierEntry(CENTRE, "HT", Channel.COUNTER, Month(2026, 3), handled=120, late=4)
    return replace(entry, **other)  # type: ignore[arg-type]


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.write() as opened:
        import_units(opened, "19")
        yield opened


def pairs(session: Session, question: Select[Any, Any]) -> dict[Any, Any]:
    return dict(session.execute(question).all())


def misfits(error: EntriesRefused) -> list[tuple[int, str, Misfit]]:
    return [(problem.position, problem.attribute, problem.misfit) for problem in error.problems]


def test_a_new_counter_gets_the_code_of_its_poster_at_once(session: Session) -> None:
    assert import_counters(session, [counter()]) == Imported(added=1, changed=0, unchanged=0)
    [code] = session.scalars(select(CounterCode.code)).all()
    place = place_of(session, code, OPENED)
    assert normalise(code) == code
    assert (place.counter_number, place.counter_name) == ("03", "Tư pháp, hộ tịch")
    assert place.unit_name == "Trung tâm Phục vụ hành chính công phường Phan Đình Phùng"


def test_a_field_names_the_agency_that_decides_or_else_the_unit_itself(session: Session) -> None:
    import_counters(session, [counter()])
    columns = select(Field.code, CounterField.deciding_unit_id)
    assert pairs(session, columns.join(Field, Field.id == CounterField.field_id)) == {
        "HT": by_code(session, "05443").id,
        "CT": by_code(session, CENTRE).id,
    }


def test_the_same_list_again_changes_nothing_and_keeps_the_posters(session: Session) -> None:
    entries = [counter(), counter(number="04", name="Đất đai", fields=(FieldAtCounter("DD", "19-SNNMT"),))]
    import_counters(session, entries)
    codes = session.scalars(select(CounterCode.code)).all()
    assert import_counters(session, entries) == Imported(added=0, changed=0, unchanged=2)
    assert session.scalars(select(CounterCode.code)).all() == codes


def test_a_changed_line_changes_its_counter_and_no_other(session: Session) -> None:
    import_counters(session, [counter(), counter(number="04")])
    changed = counter(name="Hộ tịch, chứng thực", valid_to=date(2027, 1, 1), fields=(FieldAtCounter("HT"),))
    assert import_counters(session, [changed]) == Imported(added=0, changed=1, unchanged=0)
    names = pairs(session, select(Counter.number, Counter.name))
    assert names == {"03": "Hộ tịch, chứng thực", "04": "Tư pháp, hộ tịch"}


def test_a_counter_that_opens_earlier_than_listed_takes_its_poster_with_it(session: Session) -> None:
    import_counters(session, [counter()])
    import_counters(session, [counter(valid_from=date(2025, 10, 1))])
    [code] = session.scalars(select(CounterCode.code)).all()
    assert place_of(session, code, date(2025, 10, 1)).counter_number == "03"


def test_every_counter_that_does_not_fit_is_named_and_none_is_stored(session: Session) -> None:
    wrong = [
        counter(),
        counter(unit="77777"),
        counter(unit="05443"),
        counter(fields=(FieldAtCounter("XX"), FieldAtCounter("HT", "88888"))),
        counter(instrument="nothing-2026"),
    ]
    with pytest.raises(EntriesRefused) as refused:
        import_counters(session, wrong)
    assert misfits(refused.value) == [
        (1, "unit", Misfit.UNIT_UNKNOWN),
        (2, "unit", Misfit.NO_COUNTERS_HERE),
        (3, "fields", Misfit.FIELD_UNKNOWN),
        (3, "fields", Misfit.UNIT_UNKNOWN),
        (4, "instrument", Misfit.INSTRUMENT_UNKNOWN),
    ]
    assert refused.value.problems[1].instead == CENTRE
    assert session.scalars(select(Counter)).all() == []


def test_a_number_that_lost_its_zero_in_a_spreadsheet_does_not_make_a_second_counter(
    session: Session,
) -> None:
    import_counters(session, [counter(number="03")])
    with pytest.raises(EntriesRefused) as refused:
        import_counters(session, [counter(number="3")])
    [problem] = refused.value.problems
    assert (problem.misfit, problem.instead) == (Misfit.WRITTEN_OTHERWISE, "03")


def test_a_further_code_leaves_the_old_one_working_until_it_is_revoked(session: Session) -> None:
    import_counters(session, [counter(), counter(number="04")])
    first = session.scalars(select(Counter).where(Counter.number == "03")).one()
    [old] = session.scalars(select(CounterCode.code).where(CounterCode.counter_id == first.id)).all()
    new = add_code(session, first.id, DAY)
    path = by_code(session, CENTRE).path
    assert [poster.code for poster in posters_of(session, path, DAY) if poster.number == "03"] == [new]
    assert place_of(session, old, DAY) != place_of(session, new, DAY)
    assert revoke_code(session, old.lower(), DAY)
    assert not revoke_code(session, old, DAY)
    with pytest.raises(PosterRetired):
        place_of(session, old, DAY)
    assert place_of(session, new, DAY).counter_id == first.id
    assert {poster.number for poster in posters_of(session, path, DAY)} == {"03", "04"}


def test_a_code_that_no_poster_carries_cannot_be_revoked(session: Session) -> None:
    with pytest.raises(CodeUnknown):
        revoke_code(session, "4BCFGHJKMN00", DAY)


def test_the_posters_of_a_unit_are_those_of_its_open_counters_and_below(session: Session) -> None:
    import_counters(
        session,
        [
            counter(),
            counter(number="TT", name="Kết quả trực tuyến", channel=Channel.ONLINE),
            counter(number="09", valid_to=date(2026, 2, 1)),
            counter(unit="19-TT", number="01"),
        ],
    )
    commune = posters_of(session, by_code(session, "05443").path, DAY)
    assert [(poster.number, poster.channel) for poster in commune] == [("03", "counter"), ("TT", "online")]
    assert len(posters_of(session, by_code(session, "19").path, DAY)) == 3
    assert poster_of(session, commune[0].counter_id, DAY) == commune[0]
    assert poster_of(session, 9999, DAY) is None


def test_fields_are_added_and_renamed_by_code(session: Session) -> None:
    assert import_fields(session, [FieldEntry("HT", "Hộ tịch"), FieldEntry("QT", "Quốc tịch")]) == Imported(
        added=1, changed=0, unchanged=1
    )
    assert import_fields(session, [FieldEntry("QT", "Quốc tịch, con nuôi")]).changed == 1
    assert session.scalars(select(Field.name).where(Field.code == "QT")).one() == "Quốc tịch, con nuôi"


def test_officers_are_added_changed_and_left_alone_by_badge(session: Session) -> None:
    other = officer(badge="0124", kind=StaffKind.POST_OFFICE)
    assert import_officers(session, [officer(), other]) == Imported(2, 0, 0)
    assert import_officers(session, [officer(kind=StaffKind.CONTRACT), other]) == Imported(0, 1, 1)
    kinds = pairs(session, select(Officer.badge, Officer.kind))
    assert kinds == {"0123": "contract", "0124": "post_office"}


def test_the_same_badge_may_be_worn_in_two_units(session: Session) -> None:
    assert import_officers(session, [officer(), officer(unit="19-TT")]).added == 2


def test_a_roster_is_added_changed_and_taken_back_shift_by_shift(session: Session) -> None:
    import_counters(session, [counter()])
    import_officers(session, [officer(), officer(badge="0124")])
    both = [duty(), duty(part=Part.AFTERNOON)]
    assert import_roster(session, both) == Imported(2, 0, 0)
    assert import_roster(session, both) == Imported(0, 0, 2)
    assert import_roster(session, [duty(badge="0124"), both[1]]) == Imported(0, 1, 1)
    assert import_roster(session, [duty(badge=None)]) == Imported(0, 1, 0)
    assert session.scalars(select(Roster.part)).all() == ["afternoon"]


def test_answers_stored_before_the_roster_came_go_to_the_officer_it_names(session: Session) -> None:
    import_counters(session, [counter()])
    import_officers(session, [officer()])
    [code] = session.scalars(select(CounterCode.code)).all()
    sheets = [_sheet(code, f"submission-{part}-0000001", part) for part in Part]
    assert all(isinstance(outcome, Receipt) for outcome in record_responses(session, sheets))
    assert import_roster(session, [duty()]) == Imported(1, 0, 0, moved=1)
    badge = session.scalars(select(Officer.id)).one()
    officers = pairs(session, select(Response.part, Response.officer_id))
    assert officers == {"morning": badge, "afternoon": None}


def test_every_shift_that_does_not_fit_is_named_and_none_is_stored(session: Session) -> None:
    import_counters(session, [counter(), counter(number="04", valid_to=DAY)])
    import_officers(session, [officer(), officer(badge="0200", valid_from=date(2026, 4, 1))])
    wrong = [
        duty(),
        duty(unit="77777"),
        duty(number="3"),
        duty(number="04"),
        duty(badge="9999"),
        duty(badge="0200"),
    ]
    with pytest.raises(EntriesRefused) as refused:
        import_roster(session, wrong)
    assert misfits(refused.value) == [
        (1, "unit", Misfit.UNIT_UNKNOWN),
        (2, "number", Misfit.COUNTER_UNKNOWN),
        (3, "day", Misfit.COUNTER_NOT_OPEN),
        (4, "badge", Misfit.OFFICER_UNKNOWN),
        (5, "badge", Misfit.OFFICER_NOT_THERE),
    ]
    assert refused.value.problems[1].instead == "03"
    assert session.scalars(select(Roster)).all() == []


def test_numbers_of_dossiers_are_replaced_month_by_month(session: Session) -> None:
    assert import_dossiers(session, [dossiers(), dossiers(channel=Channel.POST)]) == Imported(2, 0, 0)
    assert import_dossiers(session, [dossiers(handled=130), dossiers(channel=Channel.POST)]) == Imported(
        0, 1, 1
    )
    handled = pairs(session, select(Dossiers.channel, Dossiers.handled))
    assert handled == {"counter": 130, "post": 120}


def test_dossiers_of_an_unknown_field_are_refused(session: Session) -> None:
    with pytest.raises(EntriesRefused) as refused:
        import_dossiers(session, [dossiers(), dossiers(field="XX"), dossiers(unit="77777")])
    assert misfits(refused.value) == [(1, "field", Misfit.FIELD_UNKNOWN), (2, "unit", Misfit.UNIT_UNKNOWN)]
    assert session.scalars(select(Dossiers)).all() == []


def _sheet(code: str, key: str, part: Part) -> AnswerSheet:
    instrument = shipped_instruments()["counter-2026/1"]
    return AnswerSheet(instrument, key, code, DAY, part, Answers(overall=4, asked={8: 5}))
