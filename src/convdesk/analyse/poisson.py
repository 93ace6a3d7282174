"""How far a count could have been off by chance alone, where what is counted hangs together by people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.floating] | NDArray[np.integer]


def intervals(counts: Numbers, squares: Numbers) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 95 % intervals of counts of events; NaN where nothing was counted.

    `squares`: the sum over people of the square of how often each did it. People are taken to come independently of
    each other, each with events of their own (a compound Poisson variable), whose variance these squares estimate. The
    interval is Garwood's (1936) exact one for a Poisson count with the same ratio of spread to size, scaled: where
    everybody did it once, it is Garwood's own. Of few people who did it very unevenly it holds the truth a little less
    often (of eight, in 88 of 100 simulated cases).
    """
    from scipy.special import gammaincinv

    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.asarray(squares, np.float64) / counts
        effective = counts / scale
    return gammaincinv(effective, 0.025) * scale, gammaincinv(effective + 1, 0.975) * scale
