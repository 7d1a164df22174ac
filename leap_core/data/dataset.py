"""A data set on disk, joined by clip name: LLP's folder, or one laid out like it (docs/formats.md).

Shapes: N clips, B asked for, C classes, T segments of the longest clip, S frames a segment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from annotated_types import Interval, Len

from leap_core.categories import CATEGORIES
from leap_core.data.features import load_features
from leap_core.data.llp import (
    EVENT_FILES,
    ID_LENGTH,
    JOINT_FILE,
    LENGTHS_FILE,
    SLICES_FILE,
    SPLIT_FILES,
    Annotations,
    find_root,
    load_llp,
)
from leap_core.data.pseudo_labels import load_pseudo_labels
from leap_core.errors import InputError
from leap_core.files import sha256_of
from leap_core.options import SPLIT, Protocol, Recipe, Truth
from leap_core.schema import Must, Schema
from leap_core.types import Categories, Features, Segments

_MEDIA = {  # the last of each is VALOR's
    ".mp4": ("clips", "videos", "video", "raw_videos"),
    ".wav": ("audio", "audios", "raw_audio", "raw_audios"),
}


@dataclass(frozen=True)
class _Settings:
    """What dataset.json may say; LLP's where it leaves one out or is not there."""

    name: Annotated[str, Len(1, 200), Must("text to print", str.isprintable)] = "LLP"
    synthetic: bool = False
    categories: Categories = CATEGORIES
    segments: Segments = 10
    segment_seconds: Annotated[float, Interval(gt=0, le=86_400)] = 1.0
    recipe: Recipe | None = None
    truth: Truth | None = None  # what is known of the clips where that is not as in LLP
    metrics: Protocol | None = None  # whose scores it is given beside the ten, see metrics/protocols.py
    id_length: Annotated[int, Interval(ge=1, le=200)] | None = None  # None: LLP's for LLP, else all of a name
    teacher_miss_rate: float | None = None  # how a demo set was made
    teacher_false_alarm_rate: float | None = None
    seed: int | None = None


SETTINGS = Schema(
    _Settings, "the record of a data set", "docs/formats.md lists the settings and what each may be."
)


@dataclass(frozen=True)
class Dataset:
    """One split of a data set; features and media are read when asked for."""

    root: Path
    split: str
    name: str
    synthetic: bool
    categories: tuple[str, ...]
    segments: int  # T, the most that a clip has
    segment_seconds: float
    annotations: Annotations
    fingerprint: str  # SHA-256 of the annotation files: tells one version of a data set from another
    recipe: str | None = None  # how the features were extracted, where this program knows it
    metrics: Protocol | None = None  # whose scores it is given beside the ten
    id_length: int | None = None  # characters of a clip's name that are its id; None: all
    links: bool = True  # whether media may lie outside of the root, where links lead to them

    def index(self, filename: str) -> int:
        """Row of a clip in the annotations.  Raises InputError where the split lacks it."""
        if filename not in self._rows:
            raise InputError(
                self.root, f"the {self.split} split has no clip {filename}", "Choose a clip of the split."
            )
        return self._rows[filename]

    def id_of(self, filename: str) -> str:
        """The id of a clip's video: the start of its name, as long as the data set says, or all of it."""
        return filename[: self.id_length]

    def segments_of(self, filename: str) -> int:
        """T of a clip."""
        return int(self.annotations.segments[self.index(filename)])

    def seconds_of(self, filename: str) -> float:
        """How long a clip is."""
        return self.segments_of(filename) * self.segment_seconds

    def features(self, filenames: Sequence[str]) -> Features:
        """Features of clips as float32 arrays, see data/features.py; T is that of the longest of them."""
        first = self.annotations.filenames[0]  # so that batches read apart have the same widths and frames
        lengths = [self.segments_of(name) for name in filenames]  # only names of the split become paths
        like = first, self.segments_of(first)
        return load_features(self.root, filenames, lengths, self.id_length, like)

    @cached_property
    def feature_dims(self) -> dict[str, int]:
        """Widths of the features by the names that `ModelConfig` gives them: audio_dim and so on."""
        first = self.features(self.annotations.filenames[:1])
        return {f"{name}_dim": array.shape[-1] for name, array in first.kinds.items()}

    def pseudo_labels(self, filenames: Sequence[str]) -> np.ndarray:
        """Pseudo-labels of clips, bool (B, 2, C, T), T of the longest of them."""
        lengths = [self.segments_of(name) for name in filenames]  # only names of the split become paths
        return load_pseudo_labels(self.root, filenames, len(self.categories), lengths, self.id_length)

    def media(self, filename: str) -> Path | None:
        """The clip's video file or, where there is none, its sound, if there is that.

        Only what lies in the root, once links are resolved, unless `links`.
        """
        inside = (path for path in self._media(filename) if self.links or self._holds(path))
        return next(inside, None)

    def leads_out(self, filename: str) -> bool:
        """Whether all that the clip has of media are links out of the root, which are not followed."""
        return self.media(filename) is None and next(self._media(filename), None) is not None

    @property
    def about(self) -> dict[str, Any]:
        """The fields of a `Run` that say which data it is of."""
        return {
            "dataset": self.name,
            "dataset_fingerprint": self.fingerprint,
            "split": self.split,
            "synthetic": self.synthetic,
            "categories": self.categories,
            "segments": self.segments,
        }

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.annotations.filenames)}

    def media_places(self, filename: str) -> list[Path]:
        """Where a clip's video or sound may lie, the first that is there is shown."""
        self.index(filename)
        stems = dict.fromkeys((filename, self.id_of(filename)))
        return [self.root / f / f"{s}{suffix}" for suffix, fs in _MEDIA.items() for f in fs for s in stems]

    def _media(self, filename: str) -> Iterator[Path]:
        return (path for path in self.media_places(filename) if path.is_file())

    def _holds(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self.root.resolve())


def open_dataset(root: str | Path, split: str = SPLIT) -> Dataset:
    """Open a split of the data set in `root`.  Raises InputError on unsound labels or dataset.json."""
    root = find_root(root)
    settings = _settings(root)
    arguments = {k: getattr(settings, k) for k in ("categories", "segments", "segment_seconds")}
    fingerprint = fingerprint_of(root)
    id_length = settings.id_length or (ID_LENGTH if settings.name == _Settings.name else None)
    annotations = load_llp(root, split, **arguments, id_length=id_length, truth=settings.truth)
    about = {k: getattr(settings, k) for k in ("name", "synthetic", "recipe", "metrics")}
    about["id_length"] = id_length
    return Dataset(root, split, annotations=annotations, fingerprint=fingerprint, **about, **arguments)


def has_split(root: str | Path, split: str) -> bool:
    """Whether the data set in `root` has labels of a split.  Raises InputError where there is no data set."""
    return split in SPLIT_FILES and (find_root(root) / SPLIT_FILES[split]).is_file()


def label_files(root: Path) -> list[Path]:
    """The files that say what the data set's labels are, in order of name; not all need be there."""
    others = JOINT_FILE, LENGTHS_FILE, SLICES_FILE
    return [root / name for name in sorted((*SPLIT_FILES.values(), *EVENT_FILES.values(), *others))]


def name_of(root: str | Path) -> str:
    """What the data set in `root` is called.  Raises InputError where there is none, or it is unsound."""
    return _settings(find_root(root)).name


def fingerprint_of(root: str | Path) -> str:
    """SHA-256 of the annotation files in `root`.  Raises InputError where there are none."""
    digest = hashlib.sha256()
    for path in label_files(find_root(root)):
        if path.is_file():
            digest.update(f"{path.name} {sha256_of(path)}\n".encode())
    return digest.hexdigest()


def _settings(root: Path) -> _Settings:
    path = root / "dataset.json"
    return SETTINGS.read(path) if path.exists() else _Settings()
