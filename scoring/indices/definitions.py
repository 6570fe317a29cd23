"""Quantity 1: every official index that the same answers can feed, each a value, not a branch in code."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from scoring.errors import DefinitionImpossible
from scoring.gates import MIN_SHOWN
from scoring.scale import FIVE_LEVELS, Scale


class Combine(StrEnum):
    """How the answers of several criteria become one figure."""

    CRITERIA = "every criterion weighs the same"
    ANSWERS = "every answer weighs the same"
    SUM = "the means of the criteria are added up"


@dataclass(frozen=True, slots=True)
class Grade:
    """A class of the figure: `name` from the value `at_least` on, this value included."""

    at_least: float
    name: str


@dataclass(frozen=True, slots=True)
class Definition:
    """An index: what an answer is worth, what is averaged over what, and which class it earns.

    key          short name; method: how it is computed, in English; source: who defines it
    points       worth of an answer at each column of the counts, worst level first
    denominator  what the figure is out of, in English
    low, high    least and greatest value there can be
    levels       levels of the scale; columns beyond them are answers beside it ("don't know")
    combine      how criteria are put together; offset: added to it
    criteria     how many criteria it has; None: any number
    minimum      valid answers that a criterion needs; every: whether one with fewer spoils the figure
    grades       classes, worst first; rounded to `decimals` before (half up), as they are published
    full_marks   points that the best class brings in the report it belongs to; None: not settled
    """

    key: str
    method: str
    source: str
    points: tuple[float, ...]
    denominator: str
    low: float
    high: float
    levels: int
    combine: Combine = Combine.ANSWERS
    offset: float = 0.0
    criteria: int | None = None
    minimum: int = 1
    every: bool = False
    grades: tuple[Grade, ...] = ()
    decimals: int = 9
    full_marks: float | None = None

    def __post_init__(self) -> None:
        bounds = [grade.at_least for grade in self.grades]
        if not (
            2 <= self.levels <= len(self.points)
            and self.low < self.high
            and self.minimum >= 1
            and bounds == sorted(set(bounds))
        ):
            raise DefinitionImpossible(self.key)

    @property
    def is_share(self) -> bool:
        """Whether it is a share of answers: each counts as 0 or 1, and officer-days give its interval."""
        return set(self.points) <= {0, 1} and self.combine is not Combine.SUM

    def grade(self, value: float) -> str | None:
        """The class of a value, None where there are none or the value lies below the first.

        >>> [SKM.grade(value) for value in (64.99, 76.604, 76.606, 100)]
        ['D', 'C', 'B', 'A']
        """
        # binary noise in the thirteenth place must not take a class away
        step = Decimal(1).scaleb(-self.decimals)
        exact = Decimal(repr(round(value, 12))).quantize(step, ROUND_HALF_UP)
        earned = [grade.name for grade in self.grades if exact >= Decimal(repr(grade.at_least))]
        return earned[-1] if earned else None


def top_share(scale: Scale) -> tuple[float, ...]:
    """1 for each level that counts as satisfied, 0 for the others."""
    return tuple(float(level >= scale.satisfied_from) for level in range(1, scale.levels + 1))


def sipas(scale: Scale = FIVE_LEVELS) -> Definition:
    """The way of SIPAS on another scale; official ones of three levels exist too."""
    return replace(SIPAS, levels=scale.levels, points=top_share(scale))


_ANSWERS = "all valid answers"

SIPAS: Final = Definition(
    key="sipas",
    method="mean of the shares of satisfied answers over criteria with at least 10 valid answers",
    source="Decision 1001/QĐ-BNV of 2023; equal weights fit the figures published for 2024",
    points=top_share(FIVE_LEVELS),
    denominator="valid answers to each criterion; blank and not applicable are none",
    low=0,
    high=1,
    levels=5,
    combine=Combine.CRITERIA,
    minimum=MIN_SHOWN,
)

POOLED_TOP_TWO: Final = Definition(
    key="pooled top two",
    method="all satisfied out of all valid answers; criteria weigh by their answers",
    source="Ministry of Health's overall satisfaction share is of this form",
    points=top_share(FIVE_LEVELS),
    denominator=_ANSWERS,
    low=0,
    high=1,
    levels=5,
)

OPG_UNTIL_MARCH_2026: Final = Definition(
    key="opg until 2026-03",
    method="mean of 0, 25, 50, 75, 100 over all valid answers",
    source="UK Office of the Public Guardian, performance data until March 2026",
    points=(0, 25, 50, 75, 100),
    denominator=_ANSWERS,
    low=0,
    high=100,
    levels=5,
)

OPG_SINCE_APRIL_2026: Final = replace(
    POOLED_TOP_TWO,
    key="opg since 2026-04",
    method="satisfied and very satisfied out of all valid answers",
    source="UK Office of the Public Guardian, performance data since April 2026",
)

SKM: Final = Definition(
    key="skm",
    method="sum over nine elements of their mean (1 to 4) divided by nine, times 25",
    source="Indonesia, Permenpan RB 14/2017 (Survei Kepuasan Masyarakat)",
    points=(25, 50, 75, 100),
    denominator="valid answers to each of the nine elements",
    low=25,
    high=100,
    levels=4,
    combine=Combine.CRITERIA,
    criteria=9,
    every=True,
    grades=(Grade(25, "D"), Grade(65, "C"), Grade(76.61, "B"), Grade(88.31, "A")),
    decimals=2,
)

HAPPY_4: Final = Definition(
    key="happy index, 4 levels",
    method="mean of 0, 33.3, 66.7, 100 over all answers",
    source="Happy Index of HappyOrNot terminals, four faces",
    points=(0, 100 / 3, 200 / 3, 100),
    denominator=_ANSWERS,
    low=0,
    high=100,
    levels=4,
)

HAPPY_5: Final = replace(
    OPG_UNTIL_MARCH_2026,
    key="happy index, 5 levels",
    method="mean of 0, 25, 50, 75, 100 over all answers",
    source="Happy Index, five faces",
)

NHS_FFT: Final = Definition(
    key="nhs friends and family",
    method="very good and good out of all answers, don't know included",
    source="NHS England, Friends and Family Test guidance of 2020",
    points=(0, 0, 0, 1, 1, 0),
    denominator="all answers, don't know included",
    low=0,
    high=1,
    levels=5,
)

MEAN_1_5: Final = Definition(
    key="mean 1 to 5",
    method="mean level of all valid answers",
    source="definition",
    points=(1, 2, 3, 4, 5),
    denominator=_ANSWERS,
    low=1,
    high=5,
    levels=5,
)

CSAT: Final = replace(
    POOLED_TOP_TWO,
    key="csat",
    method="top two levels out of all valid answers to one question",
    source="definition",
    denominator="valid answers to the question",
    criteria=1,
)

NET: Final = Definition(
    key="net",
    method="share of the top two levels minus share of the bottom two",
    source="definition",
    points=(-1, -1, 0, 1, 1),
    denominator=_ANSWERS,
    low=-1,
    high=1,
    levels=5,
)

ALL_TOP: Final = replace(
    POOLED_TOP_TWO,
    key="all top",
    method="forms with every core question answered at the highest level, out of forms that answered them all",
    source="definition",
    points=(0, 1),
    denominator="forms that answered every core question",
    levels=2,
    criteria=1,
)

ND61: Final = Definition(
    key="nd 61/2018",
    method="sum of nine criteria of 0, 1 or 2 points, mean over dossiers",
    source="Decree 61/2018/NĐ-CP, dossier assessment 2018 to June 2025",
    points=(0, 1, 2),
    denominator="dossiers assessed on all nine criteria",
    low=0,
    high=18,
    levels=3,
    combine=Combine.SUM,
    criteria=9,
    every=True,
    grades=(
        Grade(0, "yếu"),
        Grade(6, "trung bình"),
        Grade(9, "khá"),
        Grade(12, "tốt"),
        Grade(15, "xuất sắc"),
    ),
)

ND61_SURVEY: Final = replace(
    ND61,
    key="nd 61/2018, survey",
    method="sum of the four criteria that citizens answer, 8 of 18 points: no class by itself",
    denominator="answers to criteria 1, 3, 4 and 7",
    high=8,
    criteria=4,
    grades=(),
)

QD766_SATISFACTION: Final = Definition(
    key="qd 766, item 5.4",
    method="1 minus the share of late dossiers minus the share with a petition or a dislike",
    source="Decision 766/QĐ-TTg of 2022, item 5.4; counts silence as satisfied",
    points=(-1, 0),
    denominator="dossiers handled",
    low=-1,
    high=1,
    levels=2,
    combine=Combine.SUM,
    offset=1.0,
    criteria=2,
    every=True,
    grades=(Grade(0.9, "full marks"),),
)
"""Counts (2, 2): late, on time; with a petition or a dislike, without. Weights: `replace(…, full_marks=…)`."""

DEFINITIONS: Final[Mapping[str, Definition]] = MappingProxyType({
    each.key: each
    for each in (
        SIPAS,
        POOLED_TOP_TWO,
        OPG_UNTIL_MARCH_2026,
        OPG_SINCE_APRIL_2026,
        SKM,
        HAPPY_4,
        HAPPY_5,
        NHS_FFT,
        MEAN_1_5,
        CSAT,
        NET,
        ALL_TOP,
        ND61,
        ND61_SURVEY,
        QD766_SATISFACTION,
    )
})  # fmt: skip
"""All of them by key."""
