"""The index of all forms beside that of the forms without a mark and that of verified visits (quantity 16)."""

from dataclasses import dataclass

from reports.values import UnitFigures
from scoring import Gate, gate


@dataclass(frozen=True, slots=True)
class FlaggedFigures:
    """The same criteria of three groups of a unit's forms.

    None where the group, or what it leaves, has one to nine forms in some month. No respondents: nobody is in it.
    """

    everybody: UnitFigures
    unflagged: UnitFigures | None
    verified: UnitFigures | None

    @property
    def flagged(self) -> int | None:
        """Marked forms; None where they are too few to be told."""
        return None if self.unflagged is None else self.everybody.respondents - self.unflagged.respondents

    @property
    def too_many(self) -> bool:
        """Whether so many forms are marked that nothing should be compared."""
        forms = self.everybody.respondents
        return bool(self.flagged) and gate(forms) is Gate.SHOWN is not gate(forms, self.flagged or 0)
