"""The demo set's clips once more, each without one of its events: what taking away should be like.

Scenes are known, so an event can be left out of sound and picture while all else stays as it was, down to
the last random number.  Such a clip is drawn, encoded and its features extracted as the set's were; they are
kept, so that an interrupted run goes on.

    OUT/seed-1/audio/demotst0001-3-2-5.npy    without class 3 from second 2 to 5; visual, visual_st likewise

Shapes: T segments, S frames a segment.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from leap_core.data.arrays import read_array, write_array
from leap_core.data.compact import extract
from leap_core.data.events import Event
from leap_core.data.features import KINDS
from leap_core.data.llp import ID_LENGTH
from leap_core.demo import sounds
from leap_core.demo.encode import encode
from leap_core.demo.scenes import SEGMENTS, Scene, generator, scenes
from leap_core.locks import one_writer
from leap_core.options import SPLIT
from leap_core.types import Features, Modality
from leap_core.workers import in_processes


@dataclass(frozen=True)
class Removed:
    """A clip of the test split, and an event that it is to be without."""

    folder: Path
    seed: int
    number: int  # of the scene in its split
    scene: Scene
    event: Event

    @property
    def modalities(self) -> tuple[Modality, ...]:
        """Where the event is: heard, seen, or both."""
        return tuple(m for m in ("audio", "visual") if self.event in getattr(self.scene, m))

    @property
    def segments(self) -> list[int]:
        """The event's seconds."""
        return list(range(round(self.event.onset), round(self.event.offset)))

    def path(self, kind: str) -> Path:
        """Where one kind of its features lies."""
        category, onset, offset = self.event
        stem = f"{self.scene.filename[:ID_LENGTH]}-{category}-{onset:g}-{offset:g}"
        return self.folder / f"seed-{self.seed}" / kind / f"{stem}.npy"

    def features(self) -> Features[np.ndarray]:
        """Of the clip without the event: (1, T, .), (1, S T, .), (1, T, .), float32.

        Raises InputError where they are not there or broken.
        """
        remedy = "Delete it, and run the same command again."
        kinds = {k: read_array(self.path(k), "features of a clip without an event", remedy) for k in KINDS}
        return Features(**{k: array[None].astype(np.float32) for k, array in kinds.items()})


def events_to_remove(folder: Path, seed: int, count: int | None = None, draw: int = 0) -> list[Removed]:
    """Events of the test split that are shorter than their clip, or `count` of them, drawn from `draw`.

    Without one that lasts throughout nothing would be left of the clip in most.  In the order of clips.
    """
    found = [
        Removed(folder, seed, number, scene, event)
        for number, scene in enumerate(scenes(SPLIT, seed), start=1)
        for event in sorted({*scene.audio, *scene.visual})
        if event.offset - event.onset < SEGMENTS
    ]
    if count is None or count >= len(found):
        return found
    chosen = np.random.default_rng(draw).permutation(len(found))[:count]
    return [found[row] for row in sorted(chosen)]


def render(
    removed: Sequence[Removed],
    workers: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Make the features that are not there yet.

    `progress` hears the clips done and the clips in all.  Raises InputError where a program behind the
    sounds is missing, or a file cannot be written.
    """
    missing = [r for r in removed if not all(r.path(kind).exists() for kind in KINDS)]
    if not missing:
        return
    sounds.check_tools()
    folder = missing[0].folder
    with one_writer(folder):
        for kind in KINDS:
            missing[0].path(kind).parent.mkdir(parents=True, exist_ok=True)
        in_processes(_make, missing, workers, progress)


def _make(removed: Removed) -> None:
    sound, picture = (generator(removed.seed, SPLIT, removed.number, purpose) for purpose in (1, 2))
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "without.mp4"
        encode(removed.scene, sound, picture, video, without=(removed.event,))
        features = extract(video, SEGMENTS)
    for kind in KINDS:
        write_array(removed.path(kind), features.kinds[kind][0].astype(np.float16))
