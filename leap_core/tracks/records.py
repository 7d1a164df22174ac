"""What of clips is written for other tools: the events of the truth and of runs, with their times and scores.

Shapes: N clips, C classes, T segments of the longest clip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from leap_core.categories import display_name
from leap_core.data.dataset import Dataset
from leap_core.data.events import grid_to_events
from leap_core.metrics import binarise
from leap_core.runs.names import titles
from leap_core.runs.store import Store
from leap_core.types import MODALITIES, Modality

TRUTH = "truth"


@dataclass(frozen=True)
class Timed:
    """An event of a clip."""

    category: int  # index on the class axis
    onset: float  # seconds from the start of the clip
    offset: float  # seconds, exclusive
    score: float | None  # mean of P^m over its segments; None of the truth


@dataclass(frozen=True)
class Track:
    """What somebody says of a clip's sound or picture."""

    source: str  # truth, or a run's title
    slug: str  # the same as a part of a file's name
    modality: Modality
    events: tuple[Timed, ...]  # by class, then onset
    segments: np.ndarray  # P^m (C, T) of the clip; of the truth 0 and 1

    @property
    def stem(self) -> str:
        """What its file is called by, beside the clip."""
        return f"{self.slug}.{self.modality}"


@dataclass(frozen=True)
class Clip:
    """A clip and its tracks: of the truth, if there is any, then of runs, audio before visual."""

    filename: str
    media: str | None  # name of its video or sound, without folders
    seconds: float
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class Labelled:
    """Clips of a split whose classes are called as on the screen."""

    dataset: str
    split: str
    segment_seconds: float
    classes: tuple[str, ...]
    clips: tuple[Clip, ...]

    def by_track(self) -> Mapping[str, list[tuple[Clip, Track]]]:
        """Clips with their track, by the track's stem."""
        found: dict[str, list[tuple[Clip, Track]]] = {}
        for clip in self.clips:
            for track in clip.tracks:
                found.setdefault(track.stem, []).append((clip, track))
        return found

    def by_class(self, clip: Clip) -> Iterator[tuple[str, list[Timed]]]:
        """A tier for each class of each track that has events, which never overlap within it, by name."""
        for track in clip.tracks:
            for category, name in enumerate(self.classes):
                events = [event for event in track.events if event.category == category]
                if events:
                    yield f"{track.source} {track.modality}: {name}", events


def tracks_of(
    dataset: Dataset, stores: Sequence[Store], filenames: Sequence[str], threshold: float, gate: str
) -> Labelled:
    """Events of clips, of the truth where the split says when they are, and of runs at a threshold and gate.

    Raises InputError where the data set or a run lacks a clip, or a run is of other data.
    """
    for store in stores:
        store.check_fit(dataset.name, dataset.categories, dataset.segments)
    named = titles({str(i): store.run for i, store in enumerate(stores)})
    sources = [*([TRUTH] if dataset.annotations.dense else []), *map(_plain, named.values())]
    slugs = _slugs(sources)
    said = []  # of each source: grids bool (N, 2, C, T) and P^m, likewise
    if dataset.annotations.dense:
        truth = dataset.annotations.grid[[dataset.index(name) for name in filenames]]
        said.append((truth, truth.astype(np.float32)))
    for store in stores:
        rows = store.rows(filenames)
        decided = binarise(store.prediction, threshold, gate)
        said.append((decided[rows], store.prediction.segments[rows]))
    clips = []
    for row, filename in enumerate(filenames):
        own = dataset.segments_of(filename)
        tracks = [
            _track(source, slug, modality, decided[row, m, :, :own], p[row, m, :, :own], dataset)
            for source, slug, (decided, p) in zip(sources, slugs, said, strict=True)
            for m, modality in enumerate(MODALITIES)
        ]
        media = dataset.media(filename)
        clips.append(Clip(filename, media and media.name, dataset.seconds_of(filename), tuple(tracks)))
    classes = tuple(_plain(display_name(name)) for name in dataset.categories)
    return Labelled(dataset.name, dataset.split, dataset.segment_seconds, classes, tuple(clips))


def _track(
    source: str, slug: str, modality: Modality, decided: np.ndarray, p: np.ndarray, dataset: Dataset
) -> Track:
    length = dataset.segment_seconds
    events = []
    for category, onset, offset in grid_to_events(decided):  # in segments
        inside = p[category, round(onset) : round(offset)]
        score = None if source == TRUTH else float(inside.mean())
        events.append(Timed(category, onset * length, offset * length, score))
    return Track(source, slug, modality, tuple(events), p)


def _plain(text: str) -> str:
    """Without line breaks, tabs and what no XML may hold."""
    return "".join(c if c.isprintable() else " " for c in text)


def _slugs(sources: Sequence[str]) -> list[str]:
    """Letters and digits of each, and a number after those that come again."""
    found: list[str] = []
    for source in sources:
        plain = re.sub(r"[^0-9A-Za-z]+", "_", source).strip("_")[:60] or "run"
        same = sum(re.fullmatch(re.escape(plain) + r"(_\d+)?", other) is not None for other in found)
        found.append(f"{plain}_{same + 1}" if same else plain)
    return found


def seconds(value: float) -> str:
    """A time as the files have it: no more digits than it needs, at most to the microsecond."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
