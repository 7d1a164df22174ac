"""What reading predictions of other systems gives, and what every form of them shares (docs/formats.md).

Probabilities are kept as float32.  p^m of a clip is the largest P^m of its segments, p the larger of the two,
where the file does not say.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.types import Prediction

SEE = "docs/formats.md shows the forms that predictions may have."


@dataclass(frozen=True)
class Predicted:
    """What a file says, and what the user should hear of it."""

    filenames: tuple[str, ...]
    prediction: Prediction[np.ndarray]
    remarks: tuple[str, ...] = ()


def to_prediction(
    segments: Sequence[np.ndarray],
    clip: Sequence[np.ndarray | None] = (None, None),
    either: np.ndarray | None = None,
) -> Prediction[np.ndarray]:
    """A prediction of what a file says: P^a and P^v (N, C, T), p^a and p^v (N, C), p (N, C).

    What it does not say of clips follows from its segments.
    """
    own = [p.max(axis=2) if given is None else given for p, given in zip(segments, clip, strict=True)]
    clips = np.stack(own, axis=1)  # (N, 2, C)
    return Prediction(np.stack(segments, axis=1), clips, clips.max(axis=1) if either is None else either)


def check_clip(dataset: Dataset, filename: str, place: Path | str) -> None:
    """Raise InputError, naming a place in the file, unless the split has the clip."""
    try:
        dataset.index(filename)
    except InputError as error:
        expected = f"the {dataset.split} split of {dataset.name} has no clip {filename[:80]!r}"
        raise InputError(place, expected, "Use full clip names, and the split they are in.") from error
