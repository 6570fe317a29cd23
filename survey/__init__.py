"""What is asked and what is a valid answer. Pure: no database, no web, no clock.

An `Instrument` is a questionnaire read from a versioned file in `instruments/`. A citizen's form becomes an
`AnswerSheet`, valid by construction, through `read_sheet`. A sheet is counted as a vector of integers laid out
by `TallyLayout`, and as one by `PairLayout`; a `Tally` is a sum of such vectors and is what `scoring` and the
pages read.
"""

from survey.answers import Answers, AnswerSheet, Mark, Problem, SheetRefused, Submission, read_sheet
from survey.apart import NOTHING_APART, Apart, ToldApart, only_told, respondents_apart
from survey.calendar import VIETNAM, Month, Part, Period, local_day, part_of_day
from survey.instrument import Criterion, Instrument, Purpose, Text, Visit
from survey.loader import InstrumentMalformed, load_instrument, shipped_instruments
from survey.pairs import PairLayout
from survey.tallies import Tallies
from survey.tally import NO_FORMS, ConductMoments, FormCounts, Tally, TallyLayout
from survey.timing import Pace, Timing, pace_of, timing_of

__all__ = [
    "NOTHING_APART",
    "NO_FORMS",
    "VIETNAM",
    "AnswerSheet",
    "Answers",
    "Apart",
    "ConductMoments",
    "Criterion",
    "FormCounts",
    "Instrument",
    "InstrumentMalformed",
    "Mark",
    "Month",
    "Pace",
    "PairLayout",
    "Part",
    "Period",
    "Problem",
    "Purpose",
    "SheetRefused",
    "Submission",
    "Tallies",
    "Tally",
    "TallyLayout",
    "Text",
    "Timing",
    "ToldApart",
    "Visit",
    "load_instrument",
    "local_day",
    "only_told",
    "pace_of",
    "part_of_day",
    "read_sheet",
    "respondents_apart",
    "shipped_instruments",
    "timing_of",
]
