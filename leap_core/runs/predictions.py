"""What reading predictions of other systems gives, and what every form of them shares (docs/formats.md).

Probabilities are kept as float32.  p^m of a clip is the largest P^m of its segments, p the larger of the two,
where the file does not say.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.types import MODALITIES, Prediction

SEE = "docs/formats.md shows the forms that predictions may have."


@dataclass(frozen=True)
class Predicted:
    """What a file says, and what the user should hear of it."""

    filenames: tuple[str, ...]
    prediction: Prediction
    remarks: tuple[str, ...] = ()


def to_prediction(arrays: dict[str, np.ndarray]) -> Prediction:
    """The five probabilities; those of a clip follow from its segments where they are not given."""
    for m in MODALITIES:
        arrays.setdefault(f"{m}_prob", arrays[f"{m}_segment_prob"].max(axis=1))
    arrays.setdefault("video_prob", np.maximum(arrays["audio_prob"], arrays["visual_prob"]))
    return Prediction(**arrays)


def check_clip(dataset: Dataset, filename: str, place: Path | str) -> None:
    """Raise InputError, naming a place in the file, unless the split has the clip."""
    try:
        dataset.index(filename)
    except InputError as error:
        expected = f"the {dataset.split} split of {dataset.name} has no clip {filename[:80]!r}"
        raise InputError(place, expected, "Use full clip names, and the split they are in.") from error
