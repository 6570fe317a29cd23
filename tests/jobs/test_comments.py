"""What citizens wrote is read by month at the finest, and never narrows down to fewer than ten people."""

import re
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from db import Store
from db.commands.succession import rename_unit
from db.models import Comment, Officer
from db.queries.units import unit
from jobs.comments import comments
from jobs.exports import periods_of, receiving_units
from jobs.release import release_due
from settings import PROJECT
from survey import Month, Period
from survey.names import HIDDEN_NAME
from tests.db.office import Office, open_office
from tests.pages.province import (
    RELEASED_AT,
    Policy,
    answer,
    open_offices,
    province_of,
    release,
)

JANUARY, FEBRUARY, MARCH = (Month(2026, month) for month in (1, 2, 3))
YEAR, QUARTER = Period.of_year(2026), Period(JANUARY, MARCH)


def day_of(month: Month) -> date:
    return date(month.year, month.month, 3)


def write(store: Store, office: Office, month: Month, forms: int, text: str = "") -> None:
    """So many forms in a month, one of them with a comment where there is a text."""
    answer(store, office, forms - bool(text), day=day_of(month))
    if text:
        answer(store, office, 1, day=day_of(month), comment=text)


def alone(month: Month) -> Period:
    return Period(month, month)


def read(
    store: Store, unit_ids: list[int], period: Period, head_of: int | None = None
) -> set[tuple[str, Month | None]]:
    with store.read() as session:
        return {(each.text, each.month) for each in comments(session, unit_ids, period, head_of=head_of)}


def texts(store: Store, unit_ids: list[int], head_of: int | None) -> set[str]:
    return {text for text, _ in read(store, unit_ids, alone(MARCH), head_of)}


def employ(store: Store, office: Office, name: str) -> None:
    with store.write() as session:
        entry = {"badge": name[:32], "kind": "official", "valid_from": date(2025, 7, 1)}
        session.add(Officer(unit_id=office.unit_id, name=name, **entry))


def test_comments_come_with_the_release_from_ten_answers_up(store: Store) -> None:
    office = open_office(store)
    write(store, office, MARCH, 9, "Cán bộ hướng dẫn rất rõ.")
    release(store)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Comment)) == 1
    assert read(store, [office.unit_id], alone(MARCH)) == set()
    write(store, office, MARCH, 1)
    assert read(store, [office.unit_id], alone(MARCH)) == set()
    release_due(store, Policy.LIVE, RELEASED_AT)
    assert read(store, [office.unit_id], alone(MARCH)) == {("Cán bộ hướng dẫn rất rõ.", MARCH)}


def test_a_month_with_few_forms_shows_no_comment_in_any_period(store: Store) -> None:
    """40 forms in January and 4 in February: whatever the quarter had without a month would be of the four."""
    office = open_office(store)
    write(store, office, JANUARY, 40, "Tháng đông.")
    write(store, office, FEBRUARY, 4, "Tháng vắng.")
    write(store, office, MARCH, 40)
    release(store)
    for period in (YEAR, QUARTER, alone(JANUARY), alone(FEBRUARY)):
        assert "Tháng vắng." not in {text for text, _ in read(store, [office.unit_id], period)}
    assert {text for text, _ in read(store, [office.unit_id], QUARTER)} == {"Tháng đông."}


def test_only_a_month_that_is_shown_is_named(store: Store) -> None:
    """20, 4 and 40 forms: with January and March, the quarter would tell of the four, so January is hidden."""
    office = open_office(store)
    write(store, office, JANUARY, 20, "Chờ hơi lâu.")
    write(store, office, FEBRUARY, 4)
    write(store, office, MARCH, 40, "Rất nhanh.")
    release(store)
    assert read(store, [office.unit_id], QUARTER) == {("Chờ hơi lâu.", None), ("Rất nhanh.", MARCH)}
    assert read(store, [office.unit_id], alone(JANUARY)) == set()


def test_whoever_reads_units_together_reads_no_more_than_their_heads(store: Store) -> None:
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province = province_of(store, offices)
    first, second = offices.values()
    write(store, first, MARCH, 12, "Ở xã đông.")
    write(store, second, MARCH, 9, "Ở xã vắng.")
    release(store)
    both = [first.unit_id, second.unit_id]
    # Beside the 21 of both, the 12 would tell the 9: so neither is shown alone, nor what was written there.
    assert read(store, both, alone(MARCH)) == read(store, [first.unit_id], alone(MARCH)) == set()
    write(store, second, MARCH, 10)
    release(store)
    assert {text for text, _ in read(store, both, alone(MARCH))} == {"Ở xã đông.", "Ở xã vắng."}
    with store.read() as session:
        assert {info.id for info in receiving_units(session, unit(session, province).path)} == set(both)


def test_lists_laid_over_each_other_leave_ten_people_for_every_comment(store: Store) -> None:
    """3 forms in December, which the year 2025 and the last twelve months both have, and no other shown period."""
    office = open_office(store)
    september, december, october = Month(2025, 9), Month(2025, 12), Month(2026, 10)
    write(store, office, september, 30, "Tháng chín.")
    write(store, office, december, 3, "Cuối năm.")
    write(store, office, october, 30, "Tháng mười.")
    release_due(store, Policy.LIVE, datetime(2026, 11, 1, 1, 0, tzinfo=UTC))
    with store.read() as session:
        lists = [named.period for named in periods_of(session, [office.unit_id])]
    forms = {september: 30, december: 3, october: 30}
    found = {period: {text for text, _ in read(store, [office.unit_id], period)} for period in lists}
    for text in set().union(*found.values()):
        could_be = [
            month
            for month in forms
            if all((period.first <= month <= period.last) == (text in found[period]) for period in lists)
        ]
        assert sum(forms[month] for month in could_be) >= 10
    assert {"Tháng chín.", "Tháng mười."} == set().union(*found.values())


NAMED = "Chị Hoa và nguyen van minh quầy 3 rất chậm."
UNNAMED = f"Chị {HIDDEN_NAME} và {HIDDEN_NAME} quầy 3 rất chậm."


def test_names_of_a_units_officers_are_read_by_its_head_alone(store: Store) -> None:
    offices = open_offices(store, ["Xã Một", "Xã Hai"])
    province_of(store, offices)
    first, second = offices.values()
    employ(store, first, "Lê Thị Hoa")
    employ(store, first, "Nguyễn Văn Minh")
    write(store, first, MARCH, 40, NAMED)
    write(store, second, MARCH, 40, NAMED)
    release(store)
    both = [first.unit_id, second.unit_id]
    assert texts(store, [first.unit_id], first.unit_id) == {NAMED}
    for reader in (None, second.unit_id, 987):
        assert texts(store, [first.unit_id], reader) == {UNNAMED}
    # The other unit has no officers of these names: there nobody of it is named.
    assert texts(store, [second.unit_id], None) == {NAMED}
    assert texts(store, both, None) == {UNNAMED, NAMED}


def test_officers_who_went_along_to_a_new_name_of_the_unit_are_hidden_in_what_was_written_before(
    store: Store,
) -> None:
    office = open_office(store)
    employ(store, office, "Lê Thị Hoa")
    employ(store, office, "Nguyễn Văn Minh")
    write(store, office, MARCH, 40, NAMED)
    with store.write() as session:
        new = rename_unit(session, office.unit_id, "Trung tâm mới", date(2026, 3, 4))
        assert session.scalars(select(Officer.unit_id)).all() == [new.id, new.id]
    release(store)
    assert texts(store, [office.unit_id], None) == {UNNAMED}


def test_comments_are_read_through_one_question_only() -> None:
    """Whoever selects the text of comments elsewhere would show names: a new door goes through `jobs.comments`.

    The log alone reads it beside that, to bind it and to compare it, and tells nobody what it says.
    """
    rooms = ("access", "cli", "db", "imports", "jobs", "pages", "reports", "web")
    reading = [
        file.relative_to(PROJECT).as_posix()
        for room in rooms
        for file in (PROJECT / room).rglob("*.py")
        if re.search(
            r"Comment\.text|select\(Comment\)|query\(Comment\)|FROM comment", file.read_text("utf-8")
        )
    ]
    bound = {"db/commands/bind.py", "db/queries/log_check.py"}
    assert set(reading) == {"db/queries/comments.py"} | bound
    asking = [
        file.relative_to(PROJECT).as_posix()
        for room in rooms
        for file in (PROJECT / room).rglob("*.py")
        if re.search(r"import .*\breleased_comments\b", file.read_text("utf-8"))
    ]
    assert asking == ["jobs/comments.py"]
