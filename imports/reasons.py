"""Why a file, a row or a cell is refused: an English sentence with its values, said later in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.registers import EntryProblem, Misfit
from words import Translator, mark


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence marked for translation, and what stands in its gaps."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, t: Translator) -> str:
        """The sentence in a language."""
        return t(self.sentence, **self.values)


def reason(sentence: str, **values: object) -> Reason:
    """A reason from a marked sentence."""
    return Reason(sentence, values)


class CellRefused(ValueError):
    """A cell that cannot be what its column asks for."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.reason = Reason(sentence, values)


class RowRefused(ValueError):
    """Cells that are right alone and wrong together; `column` is the attribute that is said to be at fault."""

    def __init__(self, column: str, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.column, self.reason = column, Reason(sentence, values)


def misfit_reason(problem: EntryProblem) -> Reason:
    """What to say of an entry that does not fit the offices as they are."""
    near = _NEAR.get(problem.misfit) if problem.instead else None
    sentence = near or _MISFITS[problem.misfit]
    return Reason(sentence, {"value": problem.value, "instead": problem.instead})


_MISFITS = {
    Misfit.UNIT_UNKNOWN: mark("there is no unit with the code “{value}” (zeros at the front count)"),
    Misfit.UNIT_CLOSED: mark("the unit “{value}” no longer exists"),
    Misfit.NO_COUNTERS_HERE: mark("the unit “{value}” does not receive citizens, its centre does"),
    Misfit.FIELD_UNKNOWN: mark(
        "there is no field of procedure with the code “{value}”; import-fields adds one"
    ),
    Misfit.INSTRUMENT_UNKNOWN: mark("there is no questionnaire “{value}”"),
    Misfit.COUNTER_UNKNOWN: mark("the unit has no counter “{value}” with this channel"),
    Misfit.COUNTER_NOT_OPEN: mark("counter “{value}” is not open on this day"),
    Misfit.OFFICER_UNKNOWN: mark("nobody in this unit wears the badge “{value}”"),
    Misfit.OFFICER_NOT_THERE: mark("the holder of badge “{value}” does not work in this unit on this day"),
    Misfit.WRITTEN_OTHERWISE: mark("this counter is listed as “{instead}”; write the number the same way"),
}
_NEAR = {
    Misfit.NO_COUNTERS_HERE: mark(
        "the unit “{value}” does not receive citizens; its centre has the code “{instead}”"
    ),
    Misfit.COUNTER_UNKNOWN: mark("the unit has no counter “{value}”, but it has “{instead}”"),
}
