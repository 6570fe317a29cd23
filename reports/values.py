"""What a report says, as frozen values made of counts and scoring values; a file or a page only lays them out.

A unit that is hidden carries no number at all, so no page and no file can let one slip.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np

from reports.log_head import LogHead
from reports.periods import NamedPeriod
from reports.standing import KindStanding, Standing
from scoring import ClusterMoments, DesignEffect, Gate, Index, Reason, gate, satisfaction_index
from scoring.gates import MIN_COMPARED, MIN_SHOWN
from scoring.weighting.post_stratified import PostStratified
from survey import NOTHING_APART, Instrument, Tally, ToldApart, only_told
from survey.offices import UnitKind


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are wanted: the units at or below `path`, over a period, by one questionnaire version."""

    path: str
    named: NamedPeriod
    version: str


class Hidden(StrEnum):
    """Why a unit shows nothing."""

    TOO_FEW = "too few"
    """Fewer than ten forms, or none."""
    PROTECTS_ANOTHER = "protects another"
    """Enough of its own, but with it fewer than ten forms of a unit, period or both could be worked out."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Forms out of dossiers handled, over the months for which dossiers were imported."""

    forms: int
    dossiers: int
    months: int

    @property
    def share(self) -> float | None:
        return self.forms / self.dossiers if self.dossiers else None


class HoldsHidden(ValueError):
    """Figures were made of a criterion that may not be shown."""


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """The counts of a unit and what follows from them.

    Of criteria it holds only those that are shown, and so of the overall question, whole forms and voluntary
    answers: nothing that is made of it, an index, a sum, a comparison, can tell of another one. Made by `of`.
    Raises HoldsHidden.
    """

    tally: Tally
    moments: ClusterMoments
    siblings: DesignEffect | None = None
    answered: Answered | None = None
    revisions: int = 0
    criteria_siblings: Mapping[int, DesignEffect | None] = field(default_factory=dict)
    """By criterion, for a report that shows criteria; left out elsewhere."""
    hidden_criteria: frozenset[int] = frozenset()
    """Criteria with enough answers from which those of fewer could be worked out elsewhere."""
    too_many_flagged: bool = False
    """More than a tenth of the forms carry a flag. How many do is not here: it may be fewer than ten."""

    def __post_init__(self) -> None:
        few = self.tally.answered < MIN_SHOWN
        hidden = list(self.tally.instrument.positions(self.hidden_criteria))
        held = np.maximum(self.tally.answered, self.moments.answered)
        if held[few].any() or held[hidden].any():
            raise HoldsHidden("a criterion with fewer than 10 answers, or one that is hidden")

    @classmethod
    def of(
        cls,
        tally: Tally,
        moments: ClusterMoments,
        shown: Collection[int],
        *,
        apart: ToldApart = NOTHING_APART,
        siblings: DesignEffect | None = None,
        answered: Answered | None = None,
        revisions: int = 0,
        too_many_flagged: bool = False,
    ) -> "UnitFigures":
        """Of counts as they were released the criteria at the positions `shown`, where they have ten answers.

        And of what is counted apart from the index only what may be told.
        """
        enough = np.flatnonzero(tally.answered >= MIN_SHOWN).tolist()
        kept = [position for position in enough if position in shown]
        numbers = tally.instrument.numbers
        return cls(
            only_told(tally.only(kept), apart),
            moments.only(kept),
            siblings,
            answered,
            revisions,
            hidden_criteria=frozenset(numbers[position] for position in enough if position not in shown),
            too_many_flagged=too_many_flagged,
        )

    @property
    def criteria(self) -> tuple[int, ...]:
        """Positions of the criteria that it holds: those that are shown."""
        return tuple(np.flatnonzero(self.tally.answered).tolist())

    @property
    def respondents(self) -> int:
        """n: forms with a valid answer to an asked criterion."""
        return self.tally.respondents

    @property
    def gate(self) -> Gate:
        """What may be said of it: with too many flags the figures alone, no comparison."""
        found = gate(self.respondents)
        return Gate.COUNTS_ONLY if found is Gate.SHOWN and self.too_many_flagged else found

    @property
    def not_compared(self) -> Reason | None:
        """Why it is compared with nothing: too few forms, or too many of them flagged."""
        if self.gate is Gate.SHOWN:
            return None
        enough = enough_to_compare(self.respondents)
        return Reason.TOO_MANY_FLAGGED if enough else Reason.TOO_FEW_TO_COMPARE

    def index(self) -> Index:
        return satisfaction_index(self.moments, respondents=self.respondents, siblings=self.siblings)

    def criterion(self, number: int) -> Index:
        """One criterion; its respondents are those who rated it. Nothing of a hidden one."""
        return satisfaction_index(
            self.moments.restrict(self.tally.instrument.positions([number])),
            respondents=self.tally.satisfaction(number).answers,
            siblings=self.criteria_siblings.get(number),
        )


@dataclass(frozen=True, slots=True)
class FlaggedFigures:
    """The same criteria of three groups of a unit's forms.

    None where the group, or what it leaves, has one to nine forms in some month. No respondents: nobody is in it.
    `flagged`: forms that were told as marked, of which up to nine more of each month may wait.
    """

    everybody: UnitFigures
    unflagged: UnitFigures | None
    flagged: int | None
    verified: UnitFigures | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of a comparison: its figures, or why it has none."""

    unit_id: int
    code: str
    name: str
    place: str
    """The commune or agency by its short name, as people look for it."""
    kind: UnitKind
    shown: UnitFigures | Hidden

    @property
    def figures(self) -> UnitFigures | None:
        return self.shown if isinstance(self.shown, UnitFigures) else None


@dataclass(frozen=True, slots=True)
class UnitsReport:
    """The units of a subtree beside each other. Not a ranking: the lines stand in the order of their codes.

    through       the last day that the releases behind it reach, None before the first
    revisions     changes made after a month was closed
    kinds         the units of each kind beside each other: all that the reader may see, not only these lines
    weighted      by unit, the index weighted to its dossiers, where that is possible
    parts         by unit, the forms without a mark and those of verified visits, for a report that tells of them
    head          of the log, when the report was made
    """

    scope: str
    named: NamedPeriod
    instrument: Instrument
    lines: tuple[UnitLine, ...]
    through: date | None
    revisions: int = 0
    sample: bool = False
    live: bool = False
    kinds: Mapping[UnitKind, KindStanding] = field(default_factory=dict)
    weighted: Mapping[int, PostStratified] = field(default_factory=dict)
    parts: Mapping[int, FlaggedFigures] = field(default_factory=dict)
    head: LogHead | None = None

    @property
    def shown(self) -> tuple[UnitLine, ...]:
        return tuple(line for line in self.lines if line.figures is not None)

    @property
    def beside(self) -> bool:
        """Whether units stand beside each other here, so that words on comparisons have a meaning."""
        return any(len(kind.by_unit) > 1 for kind in self.kinds.values())

    def of_kind(self, kind: UnitKind | None) -> tuple[UnitLine, ...]:
        """The lines of one kind, or all: the closed list of groups that are looked at together."""
        return tuple(line for line in self.lines if kind is None or line.kind is kind)

    def together(self, kind: UnitKind | None = None) -> UnitFigures | None:
        """All units, or those of one kind, as one group; None where none of them is shown.

        What is hidden, unit or criterion, is in no total. There is no way to ask for other groups: a reader who
        could choose the units would choose them so that two groups differ by a few people.
        """
        parts = [line.figures for line in self.of_kind(kind) if line.figures is not None]
        return _together(parts) if parts else None

    def standing(self, line: UnitLine) -> Standing | None:
        """Where a unit stands among its kind; None where it is hidden."""
        kind = self.kinds.get(line.kind)
        return None if kind is None else kind.by_unit.get(line.unit_id)


def _together(parts: Sequence[UnitFigures]) -> UnitFigures:
    whole = parts[0]
    for part in parts[1:]:
        whole = _added(whole, part)
    return UnitFigures(whole.tally, whole.moments, None, whole.answered, whole.revisions)


def _added(one: UnitFigures, other: UnitFigures) -> UnitFigures:
    answers = [part.answered for part in (one, other) if part.answered is not None]
    return UnitFigures(
        tally=one.tally + other.tally,
        moments=one.moments + other.moments,
        answered=_answered_together(answers),
        revisions=one.revisions + other.revisions,
    )


def _answered_together(parts: list[Answered]) -> Answered | None:
    if not parts:
        return None
    return Answered(
        forms=sum(part.forms for part in parts),
        dossiers=sum(part.dossiers for part in parts),
        months=max(part.months for part in parts),
    )


def enough_for_an_index(answers: int) -> bool:
    """Whether a criterion has the valid answers that its share needs."""
    return answers >= MIN_SHOWN


def enough_to_compare(respondents: int) -> bool:
    """Whether a group is large enough to stand beside another, or to show how its levels spread."""
    return respondents >= MIN_COMPARED
