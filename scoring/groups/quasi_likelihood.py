"""What a likelihood of scaled counts says of the spread between officers, set right (for quantity 6).

Counts divided by a design effect have the right mean and variance, but not the shape that the beta-binomial
expects: where few forms are behind an officer and nearly all answers are good, its maximum lies at too large
a concentration M (57 for a true 40 at 5 forms and a share of .97), and differences between officers look
smaller than they are. Here the expected maximum is computed for forms whose answers are alike, and inverted.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from scoring.counts import Reals

_TRUE = np.array([0.0, 1.5, 2.5, 3.25, 4.0, 5.0, 6.5, 8.5])
_READ = np.linspace(-1.5, 10.0, 116)
_SHARES = (np.arange(40) + 0.5) / 40
_SHARE = (0.005, 0.995)
_SIZES = 3
_MANY_FORMS = 80
_LARGEST = 4


@dataclass(frozen=True, slots=True)
class Calibration:
    """Where the scaled likelihood has its maximum (`read`) for a true log M (`true`), both rising."""

    read: Reals
    true: Reals

    def log_m(self, read: Reals) -> Reals:
        """The true log M behind a maximum at `read`."""
        found: Reals = np.interp(read, self.read, self.true)
        return found

    def reading(self, log_m: float) -> float:
        """Where the maximum is expected for this log M."""
        return float(np.interp(log_m, self.true, self.read))


def calibration(share: float, forms: Reals, answers_a_form: float, design_effect: float) -> Calibration:
    """For officers with so many forms (officers,), of so many answers each, at about this share.

    The answers of a form are taken as beta-binomial with the correlation that gives the design effect; officers
    differ by Beta(M·share, M·(1 - share)). Godambe 1960, Annals of Mathematical Statistics 31:1208: the zero of
    an expected score.
    """
    share = float(np.clip(share, *_SHARE))
    k = int(np.clip(round(answers_a_form), 1, _LARGEST))
    icc = min((design_effect - 1) / (k - 1), 0.97) if k > 1 else 0.0
    some = forms[forms >= 2]
    if icc <= 0.01 or not len(some) or np.median(some) > _MANY_FORMS:
        return Calibration(_TRUE, _TRUE)
    sizes = np.unique(np.clip(np.round(np.quantile(some, (np.arange(_SIZES) + 0.5) / _SIZES)), 2, 200))
    effect = 1 + (k - 1) * icc
    told = [_log_likelihoods(int(size), k, effect, share) for size in sizes]
    read = []
    for log_m in _TRUE:
        form = _form(share, float(np.exp(log_m)), k, icc)
        expected = [_of_forms(form, int(size)) @ table for size, table in zip(sizes, told, strict=True)]
        read.append(_peak(np.sum(expected, axis=0)))
    return Calibration(np.maximum.accumulate(np.maximum(read, _TRUE)) + 1e-9 * _TRUE, _TRUE)


def _peak(heights: Reals) -> float:
    """Where a smooth curve over `_READ` is highest: the parabola through its three highest points."""
    top = int(np.argmax(heights))
    if top in (0, len(_READ) - 1):
        return float(_READ[top])
    left, middle, right = heights[top - 1 : top + 2]
    bend = left - 2 * middle + right
    aside = (left - right) / (2 * bend) if bend < 0 else 0.0
    return float(_READ[top] + aside * (_READ[1] - _READ[0]))


def _form(share: float, m: float, k: int, icc: float) -> Reals:
    """Probability (shares, k + 1) of 0..k satisfied answers on a form, for officers spread by M."""
    of_officers = special.betaincinv(m * share, m * (1 - share), _SHARES)
    own = np.asarray(np.clip(of_officers, 1e-9, 1 - 1e-9), dtype=np.float64)[:, None]
    alpha, beta = own * (1 - icc) / icc, (1 - own) * (1 - icc) / icc
    s = np.arange(k + 1)
    log_ratio = special.betaln(s + alpha, k - s + beta) - special.betaln(alpha, beta)
    return np.asarray(special.binom(k, s) * np.exp(log_ratio), dtype=np.float64)


def _of_forms(form: Reals, forms: int) -> Reals:
    """Probability (forms·k + 1,) of so many satisfied answers on independent forms of one officer."""
    most = forms * (form.shape[1] - 1) + 1
    size = 1 << (most - 1).bit_length()
    summed = np.fft.irfft(np.fft.rfft(form, size, axis=1) ** forms, size, axis=1)[:, :most]
    return np.asarray(np.maximum(summed.mean(axis=0), 0), dtype=np.float64)


def _log_likelihoods(forms: int, k: int, effect: float, share: float) -> Reals:
    """Scaled beta-binomial log-likelihood (forms·k + 1, readings) of every count."""
    s = np.arange(forms * k + 1)[:, None] / effect
    n = forms * k / effect
    m = np.exp(_READ)
    alpha, beta = m * share, m * (1 - share)
    found: Reals = special.betaln(s + alpha, n - s + beta) - special.betaln(alpha, beta)
    return found
