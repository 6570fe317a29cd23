"""Many tallies of one questionnaire at once, as arrays: a row for each group of forms."""

from collections.abc import Collection
from dataclasses import dataclass

from survey.instrument import Instrument
from survey.tally import Counts, LayoutMismatch, TallyLayout


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """The counts of R groups of forms, (R, width), laid out as those of `Tally`."""

    instrument: Instrument
    counts: Counts

    def __post_init__(self) -> None:
        width = TallyLayout.of(self.instrument).width
        if self.counts.shape[1:] != (width,):
            raise LayoutMismatch(
                f"{self.instrument.name} has {width} counts in a row, not {self.counts.shape}"
            )

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def forms(self) -> Counts:
        """(R,): all forms."""
        return self.counts[:, 0]

    @property
    def respondents(self) -> Counts:
        """(R,): forms with at least one valid answer to a criterion asked."""
        return self.counts[:, 1]

    @property
    def levels(self) -> Counts:
        """(R, criteria, levels): valid answers to criteria asked, at each level."""
        layout, size = TallyLayout.of(self.instrument), len(self.instrument.levels)
        asked = self.counts[:, layout.asked : layout.voluntary]
        return asked.reshape(len(self.counts), len(self.instrument.criteria), size + 3)[:, :, :size]

    @property
    def satisfied(self) -> Counts:
        """(R, criteria): answers at the satisfied levels."""
        counts: Counts = self.levels[:, :, self.instrument.scale.satisfied_from - 1 :].sum(axis=2)
        return counts

    def only(self, positions: Collection[int]) -> "Tallies":
        """These criteria (positions) as asked, nothing of the others; all else as it is."""
        return Tallies(self.instrument, self.counts * TallyLayout.of(self.instrument).places_of(positions))

    @property
    def answered(self) -> Counts:
        """(R, criteria): valid answers."""
        counts: Counts = self.levels.sum(axis=2)
        return counts

    @property
    def voluntary(self) -> Counts:
        """(R, criteria, levels): valid answers given on top of those asked, at each level."""
        layout, size = TallyLayout.of(self.instrument), len(self.instrument.levels)
        criteria = len(self.instrument.criteria)
        given = self.counts[:, layout.voluntary : layout.voluntary + criteria * (size + 2)]
        return given.reshape(len(self.counts), criteria, size + 2)[:, :, :size]
