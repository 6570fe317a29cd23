"""Fills an empty database with sample data: a province with a year of simulated answers, and accounts to see it.

Offices, answers and accounts in one transaction: they are there whole or not at all. Then the round that looks for
false forms marks some, so many at one small centre that it is compared with nothing; two accounts leave out some of
the others, and all is released.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import chain, islice
from pathlib import Path
from secrets import token_urlsafe
from typing import Final

from sqlalchemy.orm import Session

from access import Role
from cli.demo_trust import evening, issue_monthly, leave_out, with_tickets
from db import Store
from db.commands.accounts import create_account
from db.commands.counters import import_counters
from db.commands.dossiers import import_dossiers
from db.commands.officers import import_officers
from db.commands.record import Receipt, record_responses
from db.commands.release import Policy, release_unit, units_due
from db.commands.roster import import_roster
from db.commands.units import import_units
from db.instruments import published
from db.official_units import STATE_OF
from db.queries.accounts import check_password
from db.queries.posters import CounterPoster, posters_of
from db.queries.units import UnitInfo, by_code, subtree
from jobs.hiding import renew
from jobs.signals import flag_due
from simulate import NOBODY, Office, Simulation, working_days
from survey import VIETNAM, AnswerSheet, Part, local_day
from survey.offices import Channel, UnitKind
from survey.registers import (
    DEFAULT_INSTRUMENT,
    CounterEntry,
    DossierEntry,
    DutyEntry,
    FieldAtCounter,
    OfficerEntry,
)
from trust.codes import new_code, pretty
from words import DEFAULT, Translator, language

PROVINCE: Final = "19"
"""Thái Nguyên."""

SEED: Final = 19

_SHEETS_AT_ONCE = 5_000
_PARTS = (Part.MORNING, Part.AFTERNOON)

_LEFT_OUT: Final = (25, 14)
_MARKED: Final = (1, 30)
_NOT_COMPARED: Final = (25, 40)
"""Evenings of false forms: how many working days before today, and how many forms."""

_QUIET: Final = 0.2
_BUSIER: Final = 0.75
"""The share of communes' centres with fewer forms than this one."""


class DatabaseInUse(RuntimeError):
    """There are counters already; sample data never mix with what real people have said."""


class AnswerRefused(RuntimeError):
    """A simulated answer did not find its poster; the sample data would be incomplete."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to look around with. The password is known here and in the accounts' file only."""

    username: str
    password: str
    display_name: str
    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made, for the person who has just started the server."""

    accounts: tuple[DemoAccount, ...]
    poster_code: str
    poster_place: str
    poster_counter: str
    units: int
    counters: int
    officers: int
    responses: int


def load_demo(
    store: Store,
    *,
    seed: int = SEED,
    today: date,
    accounts_file: Path,
    answers: int = 60_000,
    officers: int = 400,
) -> Demo:
    """Make the sample data of the twelve months that end today, and release them.

    The same seed and day give the same offices and answers; codes, keys and passwords are always fresh. The
    passwords are also written to `accounts_file`, which only its owner may read. Raises `DatabaseInUse`.
    """
    with store.write() as session:
        import_units(session, PROVINCE)
        province = by_code(session, PROVINCE)
        if posters_of(session, province.path, today):
            raise DatabaseInUse
        simulation = _simulate(session, province, seed, today, answers, officers)
        posters = _open_offices(session, simulation, province, today)
        codes = list(posters)
        shown = simulation.world.counters[0]
        evenings = _evenings(simulation, codes, today)
        tickets = issue_monthly(
            session, simulation, posters, {office.code for office in _with_heads(simulation)}
        )
        sheets = simulation.sheets(codes, new_key=lambda: token_urlsafe(18))
        _answer(session, chain(with_tickets(sheets, tickets, seed), *evenings))
        accounts = _open_accounts(session, simulation)
        write_accounts(accounts_file, accounts)
        made = Demo(
            accounts=accounts,
            poster_code=codes[0],
            poster_place=simulation.world.units[0].name,
            poster_counter=shown.name,
            units=len(simulation.world.units),
            counters=len(codes),
            officers=len(simulation.world.officers),
            responses=len(simulation.forms) + sum(map(len, evenings)),
        )
    moment = _moment(today)
    flag_due(store, Policy.LIVE, moment)
    with store.write() as session:
        decided, *_ = evenings[0]
        _leave_out(session, posters[decided.code], decided.day, accounts)
        _release(session, moment)
    renew(store)
    return made


def _simulate(
    session: Session, province: UnitInfo, seed: int, today: date, answers: int, officers: int
) -> Simulation:
    units = subtree(session, province.path, today)
    codes = {unit.id: unit.code for unit in units}
    offices = [Office(u.code, u.kind, u.name, codes.get(u.parent_id or 0)) for u in units]
    return Simulation.of(
        offices,
        published(session).newest(DEFAULT_INSTRUMENT),
        [day for day in working_days(today) if day >= STATE_OF],
        seed=seed,
        answers=answers,
        officers=officers,
    )


def _open_offices(
    session: Session, simulation: Simulation, province: UnitInfo, today: date
) -> dict[str, CounterPoster]:
    """Counters, officers, rosters and dossiers; the posters by code, in the order of the world's counters."""
    world = simulation.world
    import_counters(session, _counter_entries(simulation))
    import_officers(
        session,
        [OfficerEntry(o.unit, o.badge, o.name, o.kind, valid_from=STATE_OF) for o in world.officers],
    )
    import_roster(session, _duty_entries(simulation))
    import_dossiers(
        session,
        [DossierEntry(d.unit, d.field, d.channel, d.month, d.handled, d.late) for d in simulation.dossiers()],
    )
    unit_codes = {unit.id: unit.code for unit in subtree(session, province.path)}
    found = {
        (unit_codes[poster.unit_id], poster.number, poster.channel): poster
        for poster in posters_of(session, province.path, today)
    }
    posters = [found[counter.unit, counter.number, counter.channel] for counter in world.counters]
    return {poster.code: poster for poster in posters}


def _counter_entries(simulation: Simulation) -> list[CounterEntry]:
    return [
        CounterEntry(
            unit=counter.unit,
            number=counter.number,
            name=counter.name,
            channel=counter.channel,
            valid_from=STATE_OF,
            fields=tuple(FieldAtCounter(field.code, field.decider) for field in counter.fields),
        )
        for counter in simulation.world.counters
    ]


def _duty_entries(simulation: Simulation) -> list[DutyEntry]:
    world = simulation.world
    return [
        DutyEntry(
            unit=counter.unit,
            number=counter.number,
            channel=counter.channel,
            day=day,
            part=part,
            badge=world.officers[officer].badge,
        )
        for counter, days in zip(world.counters, world.roster.tolist(), strict=True)
        for day, on_duty in zip(world.days, days, strict=True)
        for part, officer in zip(_PARTS, on_duty, strict=True)
        if officer != NOBODY
    ]


def _answer(session: Session, sheets: Iterable[AnswerSheet]) -> None:
    for some in _in_batches(sheets):
        outcomes = record_responses(session, some)
        if not all(isinstance(outcome, Receipt) for outcome in outcomes):
            raise AnswerRefused


def _in_batches(sheets: Iterable[AnswerSheet]) -> Iterator[Sequence[AnswerSheet]]:
    remaining = iter(sheets)
    while some := list(islice(remaining, _SHEETS_AT_ONCE)):
        yield some


def _busiest(simulation: Simulation) -> int:
    """The counter of the provincial centre with the most forms, by its place."""
    world = simulation.world
    forms = Counter(simulation.forms.counter.tolist())
    places = [
        place
        for place, counter in enumerate(world.counters)
        if counter.unit == world.units[0].code and counter.channel is Channel.COUNTER
    ]
    return max(places, key=lambda place: forms[place])


def _evenings(simulation: Simulation, codes: Sequence[str], today: date) -> tuple[list[AnswerSheet], ...]:
    """Evenings of false forms: one that was decided about since and the last one before today, both at the busiest
    poster, and one at a centre with few other forms. `codes` are those of the world's counters."""
    days = [day for day in simulation.world.days if day < today]
    busiest, quiet = codes[_busiest(simulation)], codes[_quiet(simulation)]
    wanted = ((busiest, _LEFT_OUT), (busiest, _MARKED), (quiet, _NOT_COMPARED))
    return tuple(
        evening(simulation.truth.instrument, code, days[-before], forms) for code, (before, forms) in wanted
    )


def _quiet(simulation: Simulation) -> int:
    """The first counter of a commune's centre with fewer forms than most, by its place."""
    unit = _commune(simulation, _QUIET)
    return next(place for place, counter in enumerate(simulation.world.counters) if counter.unit == unit.code)


def _leave_out(session: Session, poster: CounterPoster, day: date, accounts: Sequence[DemoAccount]) -> None:
    proposer, confirmer = (
        check_password(session, account.username, account.password)
        for account in accounts
        if account.role in (Role.REFORM_TEAM, Role.ADMIN)
    )
    if proposer is None or confirmer is None:
        raise AnswerRefused  # these accounts were just made
    leave_out(session, poster, day, proposer, confirmer)


def _moment(today: date) -> datetime:
    """Now, where today is today."""
    now = datetime.now(UTC)
    return now if local_day(now) == today else datetime.combine(today, time(17), VIETNAM)


def _release(session: Session, moment: datetime) -> None:
    """Show all of it at once, as if this day's figures had just moved."""
    for due in units_due(session, Policy.LIVE, moment):
        release_unit(session, due, Policy.LIVE, moment)


def _open_accounts(session: Session, simulation: Simulation) -> tuple[DemoAccount, ...]:
    """One account for each reader: two unit heads, the reform team, the administrator."""
    t = language(DEFAULT)
    world = simulation.world
    centre, commune = _with_heads(simulation)
    province = next(office for office in world.offices if office.kind is UnitKind.PROVINCE)
    wanted = (
        ("thutruong.tinh", t("Head of the provincial centre (sample)"), Role.UNIT_HEAD, centre),
        ("thutruong.xa", t("Head of a commune's centre (sample)"), Role.UNIT_HEAD, commune),
        ("cchc.tinh", t("Reform team of the province (sample)"), Role.REFORM_TEAM, province),
        ("quantri", t("Administrator (sample)"), Role.ADMIN, province),
    )
    return tuple(_open_account(session, *each) for each in wanted)


def _with_heads(simulation: Simulation) -> tuple[Office, Office]:
    """The provincial centre, and a commune's with more forms than most: their heads have accounts."""
    return simulation.world.units[0], _commune(simulation, _BUSIER)


def _commune(simulation: Simulation, busier_than: float) -> Office:
    """The commune's centre with more forms than this share of them."""
    world = simulation.world
    ordered = sorted(range(1, len(world.units)), key=lambda place: int(world.answers[place]))
    return world.units[ordered[int(len(ordered) * busier_than)]]


def _open_account(session: Session, username: str, name: str, role: Role, office: Office) -> DemoAccount:
    password = pretty(new_code())
    create_account(session, username, name, password, role, by_code(session, office.code).id)
    return DemoAccount(username, password, name, role, office.name)


def write_accounts(path: Path, accounts: Sequence[DemoAccount]) -> None:
    """Keep the accounts in a file that only its owner may read; an older one is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    text = accounts_text(language("vi"), accounts) + "\n" + accounts_text(language("en"), accounts)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def accounts_text(t: Translator, accounts: Sequence[DemoAccount]) -> str:
    """The accounts as a person reads them, a line each."""
    lines = [t("Accounts of the demonstration (sample data)")]
    lines += [
        t("{username}  password {password}  {unit}", username=a.username, password=a.password, unit=a.unit)
        for a in accounts
    ]
    return "\n".join(lines) + "\n"
