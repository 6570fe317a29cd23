"""How the officers of a unit were rated for their conduct, beside colleagues, drawn to what their kind usually has.

Who may not be shown takes part in nothing: not in the usual share, not in how much officers differ, not in how hard
a field is. So every figure here is a figure of officers that somebody may see, and none gives a hidden one away.
Officers are not ranked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

import numpy as np

from scoring import ConductCounts, ConductRatings, NotEstimable, OfficerConduct, Reason, rate_conduct
from scoring.counts import Counts
from scoring.groups.mix_offset import Link
from scoring.safeguards.disclosure import shown_groups

SAME_MIX: Final = 0.9
"""Share of the forms, of an officer and of the unit, that must be of fields and channels told apart by difficulty."""

BEYOND_CHANCE: Final = 0.975
"""Posterior probability on one side from which an officer differs from colleagues: two-sided 95 %."""


_SUMS: Final = tuple(each.name for each in fields(ConductCounts))


@dataclass(frozen=True, slots=True, eq=False)
class ConductFound:
    """What was rated at units of one kind: a row for each officer in each unit.

    officer_ids, unit_ids (O,)
    strata  the pairs of field and channel
    counts  (O, strata), as `rate_conduct` takes them
    totals  the published number of forms with a conduct answer, by unit
    """

    officer_ids: Counts
    unit_ids: Counts
    strata: tuple[tuple[int, str], ...]
    counts: ConductCounts
    totals: Mapping[int, int]

    def joined(self, other: "ConductFound") -> "ConductFound":
        """These units and others."""
        strata = tuple(sorted({*self.strata, *other.strata}))
        mine, theirs = self._in(strata), other._in(strata)
        sums = (np.concatenate([getattr(mine, name), getattr(theirs, name)]) for name in _SUMS)
        return ConductFound(
            np.concatenate([self.officer_ids, other.officer_ids]),
            np.concatenate([self.unit_ids, other.unit_ids]),
            strata,
            ConductCounts(*sums),
            {**self.totals, **other.totals},
        )

    def rows_of(self, unit_id: int) -> list[int]:
        """The positions of the officers of a unit."""
        return [int(row) for row in np.flatnonzero(self.unit_ids == unit_id)]

    def shown_rows(self) -> list[int]:
        """Who may be shown: from ten forms up, and one less where those hidden could be worked out."""
        forms = self.counts.over_strata().forms
        shown: set[int] = set()
        for unit_id in dict.fromkeys(self.unit_ids.tolist()):
            respondents = {row: int(forms[row]) for row in self.rows_of(unit_id)}
            shown |= shown_groups(respondents, self.totals.get(unit_id, sum(respondents.values())))
        return sorted(shown)

    def only(self, rows: list[int]) -> "ConductFound":
        """These rows, and the strata in which they have forms."""
        used = np.flatnonzero(self.counts.forms[rows].sum(axis=0))
        strata = tuple(self.strata[column] for column in used)
        counts = ConductCounts(*(getattr(self.counts, name)[rows][:, used] for name in _SUMS))
        return ConductFound(self.officer_ids[rows], self.unit_ids[rows], strata, counts, self.totals)

    def _in(self, strata: tuple[tuple[int, str], ...]) -> ConductCounts:
        """The counts with a column for each of these strata."""
        columns = [strata.index(stratum) for stratum in self.strata]
        sums = np.zeros((len(_SUMS), len(self.unit_ids), len(strata)), dtype=np.int64)
        for place, name in enumerate(_SUMS):
            sums[place][:, columns] = getattr(self.counts, name)
        return ConductCounts(*sums)


class Beside(StrEnum):
    """How an officer stands to the mean of the unit's officers, or why that is not said."""

    TOO_FEW = "too few forms"
    MARKED = "too many forms of the unit are flagged"
    UNRELIABLE = "not reliable enough"
    ALONE = "no colleague is shown"
    OTHER_FIELDS = "fields differ, and nothing tells how difficult they are"
    ABOVE = "above, beyond chance"
    BELOW = "below, beyond chance"
    ALIKE = "no difference beyond chance"

    @property
    def compared(self) -> bool:
        """Whether it is a comparison."""
        return self in {Beside.ABOVE, Beside.BELOW, Beside.ALIKE}


@dataclass(frozen=True, slots=True)
class Badge:
    """By what people know an officer."""

    number: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class OfficerRating:
    """One officer's conduct rating, the counts behind it, and the comparison where one is allowed."""

    badge: Badge
    conduct: OfficerConduct
    satisfied: int
    answers: int
    beside: Beside


@dataclass(frozen=True, slots=True, eq=False)
class OfficerRatings:
    """The ratings of a unit's officers that may be shown, in the order of badges.

    hidden         so many officers of the unit are not shown
    mean           what officers of the kind usually have, a fraction
    officers, units  so many of the kind were rated together
    design_effect  so many answers are worth one independent one
    adjusted       share of the shown forms whose field and channel were taken account of, 0..1
    by_units       some of that rests on comparing officers of one unit, not each with himself
    """

    shown: tuple[OfficerRating, ...]
    hidden: int
    mean: float
    officers: int
    units: int
    design_effect: float
    adjusted: float
    by_units: bool


def officer_ratings(
    found: ConductFound, unit_id: int, badges: Mapping[int, Badge], *, too_many_flagged: bool = False
) -> OfficerRatings | NotEstimable:
    """The ratings of one unit's officers, who are rated together with those of all units of the kind.

    `badges` by officer's id. With too many flags at the unit nobody is compared. Not estimable: fewer than two
    officers of the kind may be shown.
    """
    rows = found.shown_rows()
    if not rows:
        return NotEstimable(Reason.FEWER_THAN_TWO_GROUPS)
    rated = found.only(rows)
    ratings = rate_conduct(rated.counts, rated.unit_ids)
    if isinstance(ratings, NotEstimable):
        return ratings
    own = rated.rows_of(unit_id)
    mix = _Mix.of(rated, ratings, own)
    shown = [_rating(rated, ratings, mix, badges, row) for row in own]
    if too_many_flagged:
        shown = [each and replace(each, beside=Beside.MARKED) for each in shown]
    return OfficerRatings(
        shown=tuple(sorted((each for each in shown if each is not None), key=_by_badge)),
        hidden=len(found.rows_of(unit_id)) - len(own),
        mean=ratings.shares.mean,
        officers=len(rows),
        units=len(set(rated.unit_ids.tolist())),
        design_effect=ratings.design_effect,
        adjusted=mix.adjusted,
        by_units=mix.by_units,
    )


def _by_badge(rating: OfficerRating) -> tuple[str, str]:
    return rating.badge.number, rating.badge.name


def _rating(
    rated: ConductFound, ratings: ConductRatings, mix: "_Mix", badges: Mapping[int, Badge], row: int
) -> OfficerRating | None:
    conduct = ratings.shown(row)
    if isinstance(conduct, NotEstimable):
        return None
    return OfficerRating(
        badge=badges[int(rated.officer_ids[row])],
        conduct=conduct,
        satisfied=int(ratings.counts.satisfied[row]),
        answers=int(ratings.counts.answers[row]),
        beside=_beside(conduct, colleagues=len(mix.own) - 1, same=mix.same(row)),
    )


def _beside(conduct: OfficerConduct, colleagues: int, same: bool) -> Beside:
    below = conduct.below_unit
    if isinstance(below, NotEstimable):
        few = below.reason == Reason.TOO_FEW_TO_COMPARE
        return Beside.TOO_FEW if few else Beside.UNRELIABLE
    if not colleagues:
        return Beside.ALONE
    if not same:
        return Beside.OTHER_FIELDS
    if below >= BEYOND_CHANCE:
        return Beside.BELOW
    return Beside.ABOVE if below <= 1 - BEYOND_CHANCE else Beside.ALIKE


@dataclass(frozen=True, slots=True, eq=False)
class _Mix:
    """Forms by strata, and which strata are told apart by difficulty: 0 together, each other one by itself."""

    forms: Counts
    own: list[int]
    parts: Counts
    links: Counts

    @classmethod
    def of(cls, rated: ConductFound, ratings: ConductRatings, own: list[int]) -> "_Mix":
        forms = rated.counts.forms
        links = np.zeros(forms.shape[1], dtype=np.int64) if ratings.offsets is None else ratings.offsets.links
        parts = np.where(links > int(Link.NOTHING), 0, np.arange(1, forms.shape[1] + 1))
        return cls(forms, own, parts.astype(np.int64), links)

    @property
    def adjusted(self) -> float:
        forms = self.forms[self.own]
        return float(forms[:, self.links > int(Link.NOTHING)].sum() / forms.sum()) if forms.sum() else 0.0

    @property
    def by_units(self) -> bool:
        return bool((self.links[self.forms[self.own].any(axis=0)] == int(Link.UNITS)).any())

    def same(self, row: int) -> bool:
        """Whether the officer has what the unit's officers have: the same field, or fields told apart."""
        unit = np.bincount(self.parts, self.forms[self.own].sum(axis=0))
        officer = np.bincount(self.parts, self.forms[row])
        shares = np.minimum(unit / unit.sum(), officer / officer.sum())
        return bool(shares.max() >= SAME_MIX)
