"""Which classes are taken for which, within a segment.

Several classes may be there at once, so a confusion is read off the errors of a segment: every class that is
missed there meets every class that is a false alarm there, in the same modality.  Hits lie on the diagonal;
an error without a partner meets "nothing", the last row and column.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

import numpy as np

from leap_core.metrics.report import validate


def confusion(predictions: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Segments by true class (rows) and predicted class (columns), audio and visual: (2, C + 1, C + 1).

    The last row is "nothing there", the last column "nothing predicted".  Takes what `evaluate` takes, and
    raises ValueError as it does.
    """
    validate(predictions, truth)
    c = truth.shape[2]
    counts = np.zeros((2, c + 1, c + 1), np.int64)
    for m in range(2):
        said, true = (g[:, m].transpose(0, 2, 1).reshape(-1, c) for g in (predictions, truth))  # (N T, C)
        missed, alarms = true & ~said, said & ~true
        counts[m, :c, :c] = missed.T.astype(np.float64) @ alarms.astype(np.float64)  # exact to 2^53
        counts[m, range(c), range(c)] = (said & true).sum(axis=0)
        counts[m, :c, c] = missed[~alarms.any(axis=1)].sum(axis=0)
        counts[m, c, :c] = alarms[~missed.any(axis=1)].sum(axis=0)
    return counts
