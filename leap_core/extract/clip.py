"""One video -> its features and, in a data set, the files of a clip."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from leap_core.data.arrays import write_array
from leap_core.data.features import KINDS
from leap_core.errors import InputError
from leap_core.extract.media import write_media
from leap_core.extract.recipe import Extractor, OnSecond
from leap_core.extract.recipes import recipe_called
from leap_core.extract.video import Video, probe
from leap_core.files import sha256_of, sha256_once, write_text
from leap_core.options import DEVICE
from leap_core.types import Features

_UNFINISHED = "{}\n"  # record of a clip that is being made


class Stopped(Exception):
    """Who asked for the work has stopped it; the same call goes on from what is done."""


@dataclass(frozen=True)
class Job:
    """A clip of a data set that is to be made."""

    root: Path
    recipe: str
    weights: Path | None
    video: Video
    segments: int  # T
    device: str = DEVICE

    @property
    def features(self) -> dict[str, Path]:
        """Files by kind."""
        return {kind: self.root / "features" / kind / f"{self.video.name}.npy" for kind in KINDS}

    @property
    def media(self) -> Path:
        """What is played."""
        folder, suffix = ("clips", ".mp4") if self.video.seen else ("audio", ".wav")
        return self.root / folder / f"{self.video.name}{suffix}"

    @property
    def record(self) -> Path:
        """What it is made of; there before the others are."""
        return self.root / "extracted" / f"{self.video.name}.json"


def extract_features(
    path: Path,
    recipe: str,
    weights: Path | None = None,
    seconds: int | None = None,
    on_second: OnSecond = lambda done, total: None,
    stopped: threading.Event | None = None,
    device: str = DEVICE,
) -> Features:
    """Features of one file, B = 1, T its length in seconds unless told: float32.

    `on_second` hears the seconds done and the seconds in all.  Raises InputError where the file cannot be
    read, the weights are not there or the device cannot be used, and Stopped within a second of work once
    `stopped` is set.
    """
    extractor = _extractor(recipe, weights, device)
    video = probe(path)
    return extractor(video, seconds or video.segments, watched(on_second, stopped))


def watched(hear: Callable[[int, int], None] | None, stopped: threading.Event | None) -> OnSecond:
    """What hears of progress, and raises Stopped once that is set."""

    def on_second(done: int, total: int) -> None:
        if stopped is not None and stopped.is_set():
            raise Stopped
        if hear is not None:
            hear(done, total)

    return on_second


def make(job: Job, on_second: OnSecond = lambda done, total: None) -> tuple[str, bool] | InputError:
    """The name of a clip once it is there and whether it was before, or why the file cannot be read.

    Raises InputError where weights do not fit, which is of no one file, and what `on_second` raises.
    """
    on_second(0, 1)
    stamp = _stamp(job)
    there = all(path.is_file() for path in (*job.features.values(), job.media, job.record))
    if there and job.record.read_text(encoding="utf-8", errors="replace") == stamp:
        return job.video.name, True
    extractor = _extractor(job.recipe, job.weights, job.device)
    try:
        features = extractor(job.video, job.segments, on_second)
        for path in (*job.features.values(), job.media, job.record):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_text(job.record, _UNFINISHED)
        for kind, path in job.features.items():
            write_array(path, getattr(features, kind)[0])
        write_media(job.media, job.video)
        write_text(job.record, stamp)
    except InputError as error:
        return error
    return job.video.name, False


def _stamp(job: Job) -> str:
    """What a clip is made of, as text: two of the same make the same."""
    recipe = recipe_called(job.recipe)
    made_of = {
        "recipe": recipe.name,
        "version": recipe.version,
        "weights": _hashes(job.recipe, job.weights),
        "video": sha256_of(job.video.path),
        "file": job.video.path.name,
        "seconds": job.segments,
        "heard": job.video.heard,
        "seen": job.video.seen,
    }
    return json.dumps(made_of, indent=1) + "\n"


def _extractor(recipe: str, weights: Path | None, device: str) -> Extractor:
    return _load(recipe, weights, device, _hashes(recipe, weights))


@lru_cache(maxsize=1)  # of a process: the same weights are read once
def _load(recipe: str, weights: Path | None, device: str, hashes: tuple[str, ...]) -> Extractor:
    return recipe_called(recipe).load(weights, device)


def _hashes(recipe: str, weights: Path | None) -> tuple[str, ...]:
    return tuple(sha256_once(path) for path in recipe_called(recipe).find_weights(weights))
