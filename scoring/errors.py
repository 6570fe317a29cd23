"""What can be wrong with numbers handed to `scoring`; each error names the argument."""


class ScoringError(ValueError):
    """Numbers that no figure can be computed from."""


class NotANumber(ScoringError):
    """NaN, infinity, text or a ragged list where numbers belong."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: not all of it is finite numbers")


class NotWholeCounts(ScoringError):
    """A fraction where a whole count belongs."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: counts are whole numbers")


class NegativeCounts(ScoringError):
    """A count below zero: more was withdrawn than was ever there."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: a count is below zero")


class WrongShape(ScoringError):
    """An array of another shape than asked for."""

    def __init__(self, argument: str, expected: str, found: tuple[int, ...]) -> None:
        super().__init__(f"{argument}: expected shape {expected}, found {found}")


class MoreSatisfiedThanAnswers(ScoringError):
    """A numerator above its denominator."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: more satisfied answers than answers")


class MoreAnswersThanRespondents(ScoringError):
    """A criterion with more answers than there are forms; one form answers it at most once."""

    def __init__(self, argument: str, respondents: int, answers: int) -> None:
        super().__init__(f"{argument}: {answers} answers to one criterion from {respondents} forms")


class LevelOffScale(ScoringError):
    """A level that the scale does not have."""

    def __init__(self, level: object, levels: int, argument: str = "level") -> None:
        super().__init__(f"{argument}: {level!r} is not on a scale from 1 to {levels}")


class ScaleImpossible(ScoringError):
    """A scale without both satisfied and other levels."""

    def __init__(self, levels: int, satisfied_from: int) -> None:
        super().__init__(f"satisfied_from: {satisfied_from} does not split a scale of {levels} levels")


class ConfidenceOutOfRange(ScoringError):
    """A confidence that is not between 0 and 1."""

    def __init__(self, confidence: object) -> None:
        super().__init__(f"confidence: {confidence!r} is not between 0 and 1")


class IntervalImpossible(ScoringError):
    """Limits that are out of order, not finite, or of a share and outside 0..1."""

    def __init__(self, low: float, high: float) -> None:
        super().__init__(f"interval: {low!r} to {high!r} is no interval")


class OutOfRange(ScoringError):
    """A number outside what its argument allows."""

    def __init__(self, argument: str, value: object, allowed: str) -> None:
        super().__init__(f"{argument}: {value!r} is not {allowed}")


class UnknownPosition(OutOfRange):
    """A position (of a criterion, an item, a unit) that is not there, or is named twice."""

    def __init__(self, argument: str, position: float) -> None:
        super().__init__(argument, position, "there, or is named twice")


class ClustersDisagree(ScoringError):
    """A criterion answered in more clusters than there are clusters, or than it has answers."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: more clusters than there are, or than the criterion has answers")


class PairsDisagree(ScoringError):
    """A pair of items with more answers at a level than the item itself has."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: a pair has more answers at a level than its item has")


class CovarianceNotDefinite(ScoringError):
    """Covariances that no set of answers can have: not square, not symmetric or not positive definite."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: not a positive definite covariance matrix")


class MarginsDisagree(ScoringError):
    """Known totals that do not add up to one total, or a total of something that the sample has none of."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: totals disagree, or one of them has no answer in the sample")


class WrongLevels(ScoringError):
    """Counts of another number of levels than the index is defined on."""

    def __init__(self, argument: str, definition: str, expected: int, found: int) -> None:
        super().__init__(
            f"{argument}: {definition} is defined on {expected} columns of counts, found {found}"
        )


class WrongCriteria(ScoringError):
    """Counts of another number of criteria than the index is defined on."""

    def __init__(self, argument: str, definition: str, expected: int, found: int) -> None:
        super().__init__(f"{argument}: {definition} is defined on {expected} criteria, found {found}")


class DefinitionImpossible(ScoringError):
    """An index whose points, bounds or classes do not fit together."""

    def __init__(self, key: str) -> None:
        super().__init__(f"definition {key!r}: points, bounds or classes do not fit together")


class MomentsDisagree(ScoringError):
    """Officer-days of other answers than the counts, or for an index that is no share."""

    def __init__(self, argument: str) -> None:
        super().__init__(f"{argument}: officer-days of other answers than the counts, or no share")
