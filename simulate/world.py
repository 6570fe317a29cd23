"""The offices at work: counters, officers, who was on duty, and where and when answers are given.

Nothing here is random but through the generator that is handed in, and no name of a person is made up: an
officer is called by the badge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from simulate.assumptions import Assumptions
from simulate.duty import Places, draw_roster
from simulate.offices import Office, agency, receiving
from simulate.procedures import COMMUNE_DESKS, PROVINCIAL_DESKS, Desk
from survey import Month
from survey.offices import Channel, StaffKind, UnitKind

Reals = npt.NDArray[np.float64]

_COMMUNES_WITH_TWO, _COMMUNES_WITH_THREE = 0.39, 0.17
_COMMUNES_ONLINE, _COMMUNES_BY_POST = 0.11, 0.045
_STAFF = ((StaffKind.OFFICIAL, 0.70), (StaffKind.CONTRACT, 0.22), (StaffKind.POST_OFFICE, 0.08))
_CENTRE_SHARE = 0.13
_VISITS_ELSEWHERE = {Channel.COUNTER: 1.0, Channel.ONLINE: 0.5, Channel.POST: 0.25}
_WEEKDAYS = (1.25, 1.05, 1.0, 0.95, 0.9)
_PARTS = (0.62, 0.38)
_BUSY_MONTHS = {2: 0.7, 6: 1.15, 7: 1.2, 8: 1.25, 9: 1.1}


class NoOneReceives(ValueError):
    """There is no centre with counters among the offices."""


class NoWorkingDays(ValueError):
    """There is no day on which an office was open."""


@dataclass(frozen=True, slots=True)
class SimulatedField:
    """A field of procedure at a counter, and the code of the unit that decides on it."""

    code: str
    name: str
    decider: str


@dataclass(frozen=True, slots=True)
class SimulatedCounter:
    """A counter, or another channel, of the unit with this code."""

    unit: str
    number: str
    name: str
    channel: Channel
    fields: tuple[SimulatedField, ...]


@dataclass(frozen=True, slots=True)
class SimulatedOfficer:
    """Someone who serves at the unit with this code, known by the badge alone."""

    unit: str
    badge: str
    kind: StaffKind

    @property
    def name(self) -> str:
        return f"Cán bộ thẻ {self.badge}"


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A province at work over `days`, with where and when its answers are given.

    units     (U,) receiving centres; counters (K,) and officers (O,) name their unit by code
    unit_of   (K,) the place in `units` of each counter
    roster    (K, days, 2) place in `officers` of who was on duty morning and afternoon, or NOBODY
    answers   (U,) forms handed in per unit
    traffic   (K, days, 2) share of the unit's forms by counter, day and part; sums to 1 for each unit
    """

    offices: tuple[Office, ...]
    units: tuple[Office, ...]
    counters: tuple[SimulatedCounter, ...]
    officers: tuple[SimulatedOfficer, ...]
    days: tuple[date, ...]
    unit_of: Places
    roster: Places
    answers: Places
    traffic: Reals


def build_world(
    offices: Sequence[Office],
    days: Sequence[date],
    *,
    answers: int,
    officers: int,
    randomness: np.random.Generator,
    assumptions: Assumptions | None = None,
) -> World:
    """Staff the offices and spread so many answers over them. Raises NoOneReceives, NoWorkingDays, AgencyMissing."""
    assumed = assumptions or Assumptions()
    units = receiving(offices)
    if not units:
        raise NoOneReceives
    if not days:
        raise NoWorkingDays
    counters = _counters(offices, units, randomness)
    codes = [unit.code for unit in units]
    unit_of = np.array([codes.index(counter.unit) for counter in counters], dtype=np.int64)
    staff, teams = _staff(counters, officers, randomness)
    return World(
        offices=tuple(offices),
        units=units,
        counters=counters,
        officers=staff,
        days=tuple(days),
        unit_of=unit_of,
        roster=draw_roster(randomness, teams, len(days), assumed.off_roster),
        answers=_answers_by_unit(units, unit_of, answers, assumed, randomness),
        traffic=_traffic(counters, unit_of, days, randomness),
    )


def _counters(
    offices: Sequence[Office], units: Sequence[Office], randomness: np.random.Generator
) -> tuple[SimulatedCounter, ...]:
    order = randomness.permutation(
        [u for u, unit in enumerate(units) if unit.kind is UnitKind.COMMUNE_CENTRE]
    )
    three = round(len(order) * _COMMUNES_WITH_THREE)
    two = three + round(len(order) * _COMMUNES_WITH_TWO)
    sizes = {int(u): 3 if place < three else 2 if place < two else 1 for place, u in enumerate(order)}
    online = {int(u) for u in order[: round(len(order) * _COMMUNES_ONLINE)]}
    by_post = {int(u) for u in order[: round(len(order) * _COMMUNES_BY_POST)]}
    counters: list[SimulatedCounter] = []
    for place, unit in enumerate(units):
        central = unit.kind is UnitKind.PROVINCIAL_CENTRE
        desks = PROVINCIAL_DESKS if central else COMMUNE_DESKS[sizes[place]]
        channels = [Channel.ONLINE] * (central or place in online) + [Channel.POST] * (
            central or place in by_post
        )
        counters += _of_unit(offices, unit, desks, channels)
    return tuple(counters)


def _of_unit(
    offices: Sequence[Office], unit: Office, desks: Sequence[Desk], channels: Sequence[Channel]
) -> list[SimulatedCounter]:
    counters = [
        SimulatedCounter(
            unit=unit.code,
            number=f"{place:02d}",
            name=f"Quầy {place:02d} – {desk.title}",
            channel=Channel.COUNTER,
            fields=_fields(offices, unit, [desk]),
        )
        for place, desk in enumerate(desks, 1)
    ]
    names = {Channel.ONLINE: ("TT", "Kênh trực tuyến"), Channel.POST: ("BC", "Kênh bưu chính")}
    for channel in channels:
        number, name = names[channel]
        counters.append(SimulatedCounter(unit.code, number, name, channel, _fields(offices, unit, desks)))
    return counters


def _fields(offices: Sequence[Office], unit: Office, desks: Sequence[Desk]) -> tuple[SimulatedField, ...]:
    """Each field of these desks once; where no agency decides, the commune above the centre does."""
    found: dict[str, SimulatedField] = {}
    for desk in desks:
        for each in desk.fields:
            decider = agency(offices, each.agency).code if each.agency else unit.parent or unit.code
            found.setdefault(each.code, SimulatedField(each.code, each.name, decider))
    return tuple(found.values())


def _staff(
    counters: Sequence[SimulatedCounter], officers: int, randomness: np.random.Generator
) -> tuple[tuple[SimulatedOfficer, ...], list[list[int]]]:
    """Officers dealt out over the counters one by one, and each counter's team."""
    staffed = [k for k, counter in enumerate(counters) if counter.channel is Channel.COUNTER]
    kinds = randomness.choice(len(_STAFF), size=officers, p=[share for _, share in _STAFF])
    teams: list[list[int]] = [[] for _ in counters]
    staff = []
    for place in range(officers):
        counter = staffed[place % len(staffed)]
        teams[counter].append(place)
        staff.append(SimulatedOfficer(counters[counter].unit, f"{place + 1:04d}", _STAFF[kinds[place]][0]))
    return tuple(staff), teams


def _answers_by_unit(
    units: Sequence[Office],
    unit_of: Places,
    total: int,
    assumed: Assumptions,
    randomness: np.random.Generator,
) -> Places:
    """Forms per unit, adding up to the total: few units with very few, the provincial centre with most."""
    central = np.array([unit.kind is UnitKind.PROVINCIAL_CENTRE for unit in units])
    counters = np.bincount(unit_of, minlength=len(units))
    weights: Reals = np.exp(randomness.normal(0, 0.6, len(units))) * counters
    answers = np.zeros(len(units), dtype=np.int64)
    few = np.argsort(weights + central * weights.sum())[: (assumed.tiny + assumed.small)]
    if len(units) >= 4 * len(few):
        answers[few[: assumed.tiny]] = randomness.integers(4, 10, assumed.tiny)
        answers[few[assumed.tiny :]] = randomness.integers(12, 30, assumed.small)
        weights[few] = 0
    if central.any() and not central.all():
        weights[central] = weights[~central].sum() * _CENTRE_SHARE / (1 - _CENTRE_SHARE) / central.sum()
    return _dealt(weights, total - int(answers.sum())) + answers


def _dealt(weights: Reals, total: int) -> Places:
    """Whole numbers in proportion to the weights, adding up to the total (largest remainders)."""
    exact = weights / weights.sum() * total
    whole: Places = np.floor(exact).astype(np.int64)
    most = np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]
    whole[most] += 1
    return whole


def _traffic(
    counters: Sequence[SimulatedCounter],
    unit_of: Places,
    days: Sequence[date],
    randomness: np.random.Generator,
) -> Reals:
    """Busy counters, Mondays, summer months before school begins, mornings."""
    channels = np.array([_VISITS_ELSEWHERE[counter.channel] for counter in counters])
    counter_weights = channels * np.exp(randomness.normal(0, 0.4, len(counters)))
    day_weights = np.array(
        [
            _WEEKDAYS[day.weekday() % len(_WEEKDAYS)] * _BUSY_MONTHS.get(Month.of(day).month, 1.0)
            for day in days
        ]
    )
    traffic = counter_weights[:, None, None] * day_weights[:, None] * np.array(_PARTS)
    per_unit = np.bincount(unit_of, weights=traffic.sum(axis=(1, 2)))
    shares: Reals = traffic / per_unit[unit_of][:, None, None]
    return shares
