"""What the citizens of a simulated world answer, all of them at once as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulate.duty import NOBODY, Places
from simulate.truth import Truth
from simulate.world import Reals, World
from survey import Visit
from survey.instrument import Instrument, Role

Levels = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]

SKIPPED, NOT_APPLICABLE, NOT_SHOWN = 0, -1, -2
"""What stands in the place of a level."""

STEPS = np.array([-1.2, -0.6, 0.0, 0.9])
"""Where a latent judgement passes to the next of five levels; satisfied from 0 up."""

_REST_SKIPPED = 0.08
_CHOICE_SKIPPED = 0.12
_NOT_APPLICABLE = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """n forms by day. C criteria in the order of the questionnaire, R of them rotating, Q questions with options.

    counter, day, part, officer  (n,) places in the world; officer is NOBODY where none was entered
    visit      (n,) place in `visits`;  order (n, R) criterion numbers as drawn when the form was opened
    overall    (n,) level or SKIPPED
    asked      (n, C) level, SKIPPED, NOT_APPLICABLE or NOT_SHOWN;  voluntary likewise, given on top
    choices    (n, Q) place of the option, or -1
    all_top    (n,) gave the best level to everything;  volunteer (n,) answered the rest
    comment    (n,) wrote something
    """

    truth: Truth
    visits: tuple[Visit, ...]
    counter: Places
    day: Places
    part: Places
    officer: Places
    visit: Places
    order: Places
    overall: Levels
    asked: Levels
    voluntary: Levels
    choices: Levels
    all_top: Flags
    volunteer: Flags
    comment: Flags

    def __len__(self) -> int:
        return len(self.counter)

    @property
    def unit(self) -> Places:
        """(n,): the place of the receiving unit in the world."""
        return self.truth.world.unit_of[self.counter]

    @property
    def cluster(self) -> Places:
        """(n,): a number for each officer-day, or counter-day where the officer is not known."""
        return _clusters(self.truth.world, self.counter, self.day, self.officer)


def draw_forms(truth: Truth, randomness: np.random.Generator) -> Forms:
    """One answer for each that the world counts on, drawn by what is true."""
    world, assumed, instrument = truth.world, truth.assumptions, truth.instrument
    counter, day, part = _places(world, randomness)
    forms, criteria = len(counter), len(instrument.criteria)
    officer = world.roster[counter, day, part]
    unit = world.unit_of[counter]
    visits, shares = truth.visits()
    visit = randomness.choice(len(visits), size=forms, p=shares)
    applies = np.array([[instrument.applies(n, each) for n in instrument.numbers] for each in visits])[visit]
    order, shown = _drawn(instrument, applies, randomness)
    all_top = randomness.random(forms) < truth.all_top[unit]
    volunteer = ~all_top & (randomness.random(forms) < assumed.volunteers)
    levels, overall = _judged(truth, counter, day, officer, all_top, volunteer, randomness)
    unsaid = randomness.random((forms, criteria))
    asked = np.where(shown, _unsaid(truth, levels, unsaid, assumed.skipped), NOT_SHOWN)
    rest = applies & ~shown & volunteer[:, None]
    voluntary = np.where(rest, _unsaid(truth, levels, unsaid, _REST_SKIPPED), NOT_SHOWN)
    says_nothing = ((asked == SKIPPED) | (asked == NOT_SHOWN)).all(axis=1)
    overall_skipped = (randomness.random(forms) < assumed.skipped) & ~says_nothing
    return Forms(
        truth=truth,
        visits=visits,
        counter=counter,
        day=day,
        part=part,
        officer=officer,
        visit=visit,
        order=order,
        overall=np.where(overall_skipped, SKIPPED, overall).astype(np.int8),
        asked=asked.astype(np.int8),
        voluntary=voluntary.astype(np.int8),
        choices=_options(truth, order, volunteer, randomness),
        all_top=all_top,
        volunteer=volunteer,
        comment=randomness.random(forms) < assumed.comments,
    )


def _places(world: World, randomness: np.random.Generator) -> tuple[Places, Places, Places]:
    """Counter, day and part of day of every form, by day."""
    found = []
    for unit, answers in enumerate(world.answers):
        counters = np.flatnonzero(world.unit_of == unit)
        share = world.traffic[counters]
        drawn = randomness.multinomial(answers, share.ravel() / share.sum()).reshape(share.shape)
        counter, day, part = np.nonzero(drawn)
        times = drawn[counter, day, part]
        found.append(np.repeat(np.stack([counters[counter], day, part]), times, axis=1))
    places = np.concatenate(found, axis=1)
    counter, day, part = places[:, np.argsort(places[1], kind="stable")]
    return counter, day, part


def _drawn(instrument: Instrument, applies: Flags, randomness: np.random.Generator) -> tuple[Places, Flags]:
    """The lot of each form, and (n, C) what it asks: the core and the first rotating criteria that apply."""
    rotating = np.array([c.role is Role.ROTATING for c in instrument.criteria], dtype=bool)
    places = np.flatnonzero(rotating)
    lots = randomness.permuted(np.tile(places, (len(applies), 1)), axis=1)
    usable = np.take_along_axis(applies, lots, axis=1)
    chosen = usable & (np.cumsum(usable, axis=1) <= instrument.rotation)
    shown = applies & ~rotating
    form, place = np.nonzero(chosen)
    shown[form, lots[form, place]] = True
    return np.array(instrument.numbers, dtype=np.int64)[lots], shown


def _judged(
    truth: Truth,
    counter: Places,
    day: Places,
    officer: Places,
    all_top: Flags,
    volunteer: Flags,
    randomness: np.random.Generator,
) -> tuple[Places, Places]:
    """(n, C) levels of every criterion and (n,) of the overall question, were all of them answered."""
    assumed, world = truth.assumptions, truth.world
    mean = np.column_stack(
        [truth.mean(counter, day, officer), truth.overall_mean(counter, day, officer)[:, None]]
    )
    cluster = _clusters(world, counter, day, officer)
    by_day = truth.day_correlation[world.unit_of[counter]]
    day_effect = randomness.normal(size=int(cluster.max(initial=0)) + 1)[cluster] * np.sqrt(by_day)
    form_effect = randomness.normal(size=len(counter)) * np.sqrt(assumed.form_correlation - by_day)
    own = randomness.normal(0, np.sqrt(1 - assumed.form_correlation), mean.shape)
    shared = day_effect + form_effect - assumed.volunteer_shift * volunteer
    levels = 1 + np.searchsorted(STEPS, mean + shared[:, None] + own)
    levels = in_style(levels, randomness.random(len(counter)), assumed.extreme, assumed.middle)
    levels[all_top] = len(STEPS) + 1
    return levels[:, :-1], levels[:, -1]


def in_style(levels: Places, style: Reals, extreme: float, middle: float) -> Places:
    """Some use the ends of the scale, some avoid them; neither changes who is satisfied."""
    ends = (style < extreme)[:, None]
    inside = ((style >= extreme) & (style < extreme + middle))[:, None]
    levels = np.where(ends & (levels == 4), 5, np.where(ends & (levels == 2), 1, levels))
    return np.where(inside & (levels == 5), 4, np.where(inside & (levels == 1), 2, levels))


def _unsaid(truth: Truth, levels: Places, draw: Reals, skipped: float) -> Places:
    """The levels with the gaps: not applicable by criterion, and questions passed over."""
    rates = np.array(
        [truth.assumptions.not_applicable.get(n, _NOT_APPLICABLE) for n in truth.instrument.numbers]
    )
    return np.where(draw < rates, NOT_APPLICABLE, np.where(draw < rates + skipped, SKIPPED, levels))


def _options(truth: Truth, order: Places, volunteer: Flags, randomness: np.random.Generator) -> Levels:
    """(n, Q): what volunteers chose in the questions that their form offered, -1 elsewhere."""
    instrument = truth.instrument
    chosen = np.full((len(volunteer), len(instrument.choices)), -1, dtype=np.int8)
    offers: dict[int, set[str]] = {}
    first = order[:, 0] if order.shape[1] else np.zeros(len(order), dtype=np.int64)
    for lot in np.unique(first):
        offers[int(lot)] = {choice.id for choice in instrument.offered_choices((int(lot),))}
    for place, choice in enumerate(instrument.choices):
        even = np.full(len(choice.options), 1 / len(choice.options))
        shares = np.array(truth.assumptions.choices.get(choice.id, even))
        offered = np.isin(first, [lot for lot, ids in offers.items() if choice.id in ids])
        given = volunteer & offered & (randomness.random(len(volunteer)) >= _CHOICE_SKIPPED)
        picks = randomness.choice(len(shares), size=len(volunteer), p=shares / shares.sum())
        chosen[given, place] = picks[given]
    return chosen


def _clusters(world: World, counter: Places, day: Places, officer: Places) -> Places:
    """Officer-days, or counter-days where the officer is not known, numbered from 0."""
    who = np.where(officer == NOBODY, len(world.officers) + counter, officer)
    _, numbers = np.unique(who * len(world.days) + day, return_inverse=True)
    return numbers.astype(np.int64)
