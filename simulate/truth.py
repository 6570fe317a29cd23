"""What is true in a simulated world, so that estimates can be compared with it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from simulate.assumptions import Assumptions
from simulate.duty import NOBODY, Places
from simulate.world import Reals, World
from survey import Instrument
from survey.instrument import Purpose, Visit

_YEAR = 365.25
_QUIETEST = 60


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """True effects on the latent scale, and the habits of each unit's citizens.

    by_unit       (U, days) effect of the unit on each day: its level, its drift, its shift, the season
    by_officer    (O,) effect on criteria of conduct; weaker on the others
    by_decider    (K,) effect of who decides on the counter's fields, for criteria the decider owns
    by_criterion  (C,) in the order of the questionnaire
    day_correlation, all_top, response_rate  (U,) see `Assumptions`
    """

    assumptions: Assumptions
    instrument: Instrument
    world: World
    by_unit: Reals
    by_officer: Reals
    by_decider: Reals
    by_criterion: Reals
    day_correlation: Reals
    all_top: Reals
    response_rate: Reals

    def mean(self, counter: Places, day: Places, officer: Places) -> Reals:
        """(n, C): the latent mean of a judgement given at these counters, days and officers."""
        conduct = np.isin(self.instrument.numbers, self.instrument.conduct)
        loading = np.where(conduct, 1.0, self.assumptions.officer_elsewhere)
        decided = np.array([criterion.decider for criterion in self.instrument.criteria], dtype=float)
        unit = self.by_unit[self.world.unit_of[counter], day]
        mean: Reals = (
            self.by_criterion
            + unit[:, None]
            + self._officer(officer)[:, None] * loading
            + self.by_decider[counter][:, None] * decided
        )
        return mean

    def overall_mean(self, counter: Places, day: Places, officer: Places) -> Reals:
        """(n,): the latent mean of the overall question."""
        unit = self.by_unit[self.world.unit_of[counter], day]
        overall: Reals = self.assumptions.centre + unit + 0.6 * self._officer(officer)
        return overall

    def _officer(self, officer: Places) -> Reals:
        return np.where(officer == NOBODY, 0.0, self.by_officer[officer])

    def satisfied(self, mean: Reals, all_top: Reals) -> Reals:
        """The probability of a satisfied answer at this latent mean, over all citizens who answer."""
        volunteers, shift = self.assumptions.volunteers, self.assumptions.volunteer_shift
        judged = (1 - volunteers) * special.ndtr(mean) + volunteers * special.ndtr(mean - shift)
        probability: Reals = all_top + (1 - all_top) * judged
        return probability

    def shares(self) -> Reals:
        """(U, C): the expected share of satisfied answers by unit and criterion over all days."""
        counters, days, _ = self.world.traffic.shape
        expected = np.zeros((len(self.world.units), len(self.by_criterion)))
        for part in (0, 1):
            counter, day = (axis.ravel() for axis in np.indices((counters, days)))
            unit = self.world.unit_of[counter]
            mean = self.mean(counter, day, self.world.roster[:, :, part].ravel())
            weighted = self.satisfied(mean, self.all_top[unit][:, None])
            weighted *= self.world.traffic[:, :, part].ravel()[:, None]
            np.add.at(expected, unit, weighted)
        return expected

    def index(self, criteria: Sequence[int] | None = None) -> Reals:
        """(U,): the expected index by unit, fractions; of these criteria (positions), by default of all."""
        shares = self.shares()
        index: Reals = (shares if criteria is None else shares[:, list(criteria)]).mean(axis=1)
        return index

    def officer_shares(self) -> Reals:
        """(O,): the expected share over the criteria of conduct on the days an officer was on duty.

        NaN for an officer who never was.
        """
        counter, day, part = np.nonzero(self.world.roster != NOBODY)
        officer = self.world.roster[counter, day, part]
        conduct = list(self.instrument.positions(self.instrument.conduct))
        mean = self.mean(counter, day, officer)[:, conduct]
        share = self.satisfied(mean, self.all_top[self.world.unit_of[counter]][:, None]).mean(axis=1)
        weight = self.world.traffic[counter, day, part]
        total = np.bincount(officer, weights=weight, minlength=len(self.world.officers))
        summed = np.bincount(officer, weights=weight * share, minlength=len(self.world.officers))
        shares: Reals = np.full(len(total), np.nan)
        np.divide(summed, total, out=shares, where=total > 0)
        return shares

    def visits(self) -> tuple[tuple[Visit, ...], Reals]:
        """The kinds of visit there are and how often each happens."""
        if not self.instrument.purposes:
            return (Visit(),), np.ones(1)
        visits, shares = [Visit()], [self.assumptions.share_of_purpose(None)]
        for purpose in self.instrument.purposes:
            for petition, share in self._petition(purpose):
                visits.append(Visit(purpose.id, petition))
                shares.append(share * self.assumptions.share_of_purpose(purpose))
        return tuple(visits), np.array(shares) / sum(shares)

    def _petition(self, purpose: Purpose) -> tuple[tuple[bool, float], ...]:
        share = self.assumptions.petitions
        return ((False, 1 - share), (True, share)) if purpose.asks_petition else ((False, 1.0),)


def draw_truth(
    world: World,
    instrument: Instrument,
    randomness: np.random.Generator,
    assumptions: Assumptions | None = None,
) -> Truth:
    """Draw what is true of every unit, officer and deciding agency."""
    assumed = assumptions or Assumptions()
    units = len(world.units)
    return Truth(
        assumptions=assumed,
        instrument=instrument,
        world=world,
        by_unit=_unit_effects(world, assumed, randomness),
        by_officer=randomness.normal(0, assumed.officer_spread, len(world.officers)),
        by_decider=_decider_effects(world, assumed, randomness),
        by_criterion=np.array([assumed.centre + assumed.criteria.get(n, 0.0) for n in instrument.numbers]),
        day_correlation=randomness.uniform(*assumed.day_correlation, units),
        all_top=randomness.uniform(*assumed.all_top, units),
        response_rate=randomness.uniform(*assumed.response_rate, units),
    )


def _unit_effects(world: World, assumed: Assumptions, randomness: np.random.Generator) -> Reals:
    """(U, days). Different ordinary units are far off, drift, or shift on a day; the rest do so hardly."""
    units, days = len(world.units), len(world.days)
    level = randomness.normal(0, assumed.unit_spread, units)
    drift = randomness.normal(0, assumed.drift_spread, units)
    shift = np.zeros(units)
    ordinary = randomness.permutation(np.flatnonzero(world.answers >= np.median(world.answers)))
    special_units = np.array_split(ordinary, 3)
    for amounts, target, chosen in zip(
        (assumed.far_off, assumed.drifting, assumed.shifted),
        (level, drift, shift),
        special_units,
        strict=True,
    ):
        for unit, amount in zip(chosen, amounts, strict=False):
            target[unit] = amount
    when = np.linspace(0, 1, days)
    shifted_from = randomness.uniform(0.35, 0.65, units)
    year = np.array([day.timetuple().tm_yday for day in world.days])
    season = assumed.season * np.cos(2 * np.pi * (year - _QUIETEST) / _YEAR)
    effect: Reals = (
        level[:, None]
        + drift[:, None] * (when - 0.5)
        + shift[:, None] * (when >= shifted_from[:, None])
        + season
    )
    return effect


def _decider_effects(world: World, assumed: Assumptions, randomness: np.random.Generator) -> Reals:
    """(K,): the mean effect of the agencies that decide on a counter's fields."""
    deciders = sorted({field.decider for counter in world.counters for field in counter.fields})
    drawn = dict(zip(deciders, randomness.normal(0, assumed.agency_spread, len(deciders)), strict=True))
    return np.array(
        [np.mean([drawn[field.decider] for field in counter.fields]) for counter in world.counters]
    )
