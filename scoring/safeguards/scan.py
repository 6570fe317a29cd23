"""Quantity 16: answers that crowd into a few minutes, by the scan statistic."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from scoring.counts import Reals, real_counts, whole_counts
from scoring.errors import OutOfRange, WrongShape
from scoring.gates import MIN_SHOWN
from scoring.result import NotEstimable, Reason
from scoring.safeguards.signals import Kind, Signal

WINDOW = 10
"""Minutes of a window: at one counter, ten forms in it are more than people can be served."""

_DRAWS = 1999
_RARE = 1e-3


@dataclass(frozen=True, slots=True)
class Crowd:
    """The fullest window of a day: so many answers, from this minute on."""

    answers: int
    begins: int


def fullest_window(per_minute: npt.ArrayLike, window: int = WINDOW) -> Crowd:
    """The most answers in `window` minutes in a row; the earliest such window.

    `per_minute`: answers of each minute, (minutes,). Raises WrongShape, OutOfRange, NegativeCounts.

    >>> fullest_window([0, 1, 0, 3, 4, 0, 1], window=2)
    Crowd(answers=7, begins=3)
    """
    counts = _day(per_minute, window)
    summed = np.concatenate(([0], np.cumsum(counts)))
    inside = summed[window:] - summed[:-window]
    begins = int(inside.argmax())
    return Crowd(int(inside[begins]), begins)


def scan_tail(most: npt.ArrayLike, answers: npt.ArrayLike, window: npt.ArrayLike) -> Reals:
    """P(some window holds `most` or more of `answers` that fall evenly over the day), 0..1.

    `window`: its length as a share of the day, at most 1/2. Wallenstein & Neff 1987, Statistics in Medicine
    6:197: (k/w - n - 1) b(k; n, w) + 2 P(B >= k), B binomial with mass b; exact for 2k > n (Naus 1965, JASA
    60:532), otherwise near for small values, above the truth for large ones and capped at 1. For k = 2 exact;
    1 for k up to (n + 1) w, which is what a window holds anyway.

    >>> round(float(scan_tail(2, 2, 0.25)), 4), round(float(scan_tail(5, 10, 0.1)), 4)
    (0.4375, 0.0613)
    """
    k, n, w = np.broadcast_arrays(
        whole_counts("most", most), whole_counts("answers", answers), real_counts("window", window)
    )
    if (k > n).any():
        raise OutOfRange("most", int(k.max()), "at most the answers")
    if ((w <= 0) | (w > 1 / 2)).any():
        raise OutOfRange("window", window, "above 0 and at most 1/2")
    log_choose = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    exactly = np.exp(log_choose + k * np.log(w) + (n - k) * np.log1p(-w))
    at_least = special.betainc(np.maximum(k, 1), n - k + 1, w)
    tail = (k / w - n - 1) * exactly + 2 * at_least
    pair = 2
    apart = np.maximum(1 - (n - 1) * w, 0) ** n
    usual = (k < pair) | ((k > pair) & (k <= (n + 1) * w))
    return np.where(usual, 1.0, np.where(k == pair, 1 - apart, np.clip(tail, 0, 1)))


def burst(
    per_minute: npt.ArrayLike,
    usual: npt.ArrayLike | None = None,
    *,
    stream: str,
    window: int = WINDOW,
    seed: int = 0,
) -> Signal | NotEstimable:
    """Whether a counter's answers of one day crowd into a few minutes, given its own usual course of a day.

    `per_minute`: answers of each minute of the day's hours, (minutes,). `usual`: the counter's answers by
    minute on other days; without it they are taken to fall evenly. The probability is that of so full a window
    among as many answers. By `scan_tail` at the window where most is usual, which is never too small; where
    that is above 1 in 1,000, by 1,999 simulated days of the usual course. Nothing is said of fewer than 10
    answers. Raises WrongShape, OutOfRange (a window of more than half the day), NegativeCounts.
    """
    counts = _day(per_minute, window)
    if 2 * window > len(counts):
        raise OutOfRange("window", window, f"at most half of {len(counts)} minutes")
    answers = int(counts.sum())
    if answers < MIN_SHOWN:
        return NotEstimable(Reason.TOO_FEW_RESPONDENTS)
    crowd = fullest_window(counts, window)
    profile = _profile(np.zeros(len(counts)) if usual is None else usual, len(counts))
    share = float(np.convolve(profile, np.ones(window), "valid").max())
    p = float(scan_tail(crowd.answers, answers, min(share, 1 / 2))) if share <= 1 / 2 else 1.0
    if usual is not None and p > _RARE:
        p = _simulated(crowd.answers, answers, profile, window, np.random.default_rng(seed))
    return Signal(
        kind=Kind.BURST,
        stream=stream,
        seen=float(crowd.answers),
        usual=answers * share,
        p=p,
        respondents=answers,
        method="scan statistic, answers spread evenly over the day"
        if usual is None
        else "scan statistic, answers spread as on this counter's other days",
        denominator=f"answers in the fullest {window} minutes of {len(counts)}",
    )


def _simulated(most: int, answers: int, profile: Reals, window: int, chance: np.random.Generator) -> float:
    """The share of simulated days with so full a window, the day itself counted in."""
    minutes = np.searchsorted(np.cumsum(profile), chance.random((_DRAWS, answers)), side="right")
    minutes = np.sort(np.minimum(minutes, len(profile) - 1), axis=1)
    crowded = (minutes[:, most - 1 :] - minutes[:, : answers - most + 1] < window).any(axis=1)
    return float((1 + crowded.sum()) / (1 + _DRAWS))


def _profile(usual: npt.ArrayLike, minutes: int) -> Reals:
    """The share of a usual day that falls on each minute, smoothed so that no minute is impossible.

    Over half an hour around each minute, with one answer spread over the whole day.
    """
    counts = real_counts("usual", usual)
    if counts.shape != (minutes,):
        raise WrongShape("usual", f"({minutes},)", counts.shape)
    around = np.ones(min(31, minutes))
    smooth = np.convolve(counts, around, "same") / np.convolve(np.ones(minutes), around, "same")
    smooth += 1 / minutes
    share: Reals = smooth / smooth.sum()
    return share


def _day(per_minute: npt.ArrayLike, window: int) -> npt.NDArray[np.int64]:
    counts = whole_counts("per_minute", per_minute)
    if counts.ndim != 1:
        raise WrongShape("per_minute", "(minutes,)", counts.shape)
    if not 1 <= window <= max(len(counts), 1):
        raise OutOfRange("window", window, f"1 to {len(counts)} minutes")
    return counts
