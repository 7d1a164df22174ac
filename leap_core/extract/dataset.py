"""A folder of videos -> a data set that every command and screen opens (docs/own-video.md).

    DATA/features/KIND/NAME.npy     what the recipe makes of each
    DATA/clips/NAME.mp4             what is played; audio/NAME.wav where there is no picture
    DATA/extracted/NAME.json        what that was made of, written after it: so long it is not made again

then dataset.json and the lists of clips.  A data set has one T: all its clips are of one length.

Shapes: N clips, C classes, T segments of one second.
"""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from leap_core.errors import InputError
from leap_core.extract.lists import check_root, read_truth, write_lists
from leap_core.extract.media import media_of, write_media
from leap_core.extract.recipe import Extractor
from leap_core.extract.recipes import recipe_called
from leap_core.extract.video import Video, find, listed, probe
from leap_core.files import sha256_of, sha256_once, write_text, write_whole
from leap_core.locks import one_writer
from leap_core.types import Features
from leap_core.workers import begin

_KINDS = ("audio", "visual", "visual_st")


class Stopped(Exception):
    """Who asked for the work has stopped it; the same call goes on from what is done."""


@dataclass(frozen=True)
class Extracted:
    """What came of a folder of videos."""

    root: Path
    names: tuple[str, ...]  # N clips of the data set
    reused: int  # of them, made earlier
    remarks: tuple[str, ...]  # what stands in for what a clip lacks
    failed: tuple[InputError, ...]  # a file each that could not be read


@dataclass(frozen=True)
class _Job:
    root: Path
    recipe: str
    weights: Path | None
    video: Video
    segments: int


def extract_features(
    path: Path,
    recipe: str,
    weights: Path | None = None,
    seconds: int | None = None,
    on_second: Callable[[int, int], None] = lambda done, total: None,
    stopped: threading.Event | None = None,
) -> Features:
    """Features of one file, B = 1, T its length in seconds unless told: float32.

    `on_second` hears the seconds done and the seconds in all.  Raises InputError where the file cannot be
    read or the weights are not there, and Stopped within a second once `stopped` is set.
    """
    recipe_called(recipe).find_weights(weights)
    video = probe(path)
    return _load(recipe, weights)(video, seconds or video.segments, _watched(on_second, stopped))


def extract_dataset(
    places: Sequence[Path],
    out: Path,
    recipe: str,
    truth: Path | None = None,
    weights: Path | None = None,
    seconds: int | None = None,
    workers: int = 1,
    on_clip: Callable[[float, int], None] = lambda done, total: None,
    stopped: threading.Event | None = None,
) -> Extracted:
    """Make the data set `out` of files and folders of videos; what is done already is not done again.

    It holds exactly the clips named, as its test split.  `truth` is a file of events (docs/formats.md);
    without it the truth is unknown.  T is the length of the clips, rounded to seconds, or `seconds`, to which
    they are cut or held.  A file that cannot be read is left out and reported, the others go on.  `on_clip`
    hears the clips done, in parts where one process works, and the clips in all.

    Raises InputError where names, lengths, weights, `truth` or what is in `out` do not allow it, or no file
    can be read; Stopped once `stopped` is set.
    """
    made_with = recipe_called(recipe)
    made_with.find_weights(weights)
    paths = find(places)
    videos, failed = _probe_all(paths, stopped)
    segments = seconds or _one_length(videos)
    with one_writer(out):
        root = out.resolve()
        check_root(root, recipe, segments)
        events = read_truth(truth, root, [video.name for video in videos], segments) if truth else None
        jobs = [_Job(root, recipe, weights, video, segments) for video in videos]
        on_clip(0, len(jobs))
        reused, done = 0, []
        for outcome in _work(jobs, workers, on_clip, stopped):
            if isinstance(outcome, InputError):
                failed.append(outcome)
            else:
                done.append(outcome[0])
                reused += outcome[1]
        names = tuple(sorted(done))
        if not names:
            raise failed[0]
        write_lists(root, recipe, segments, names, events)
    remarks = [line for video in videos if video.name in {*names} for line in _lacks(video)]
    return Extracted(out, names, reused, tuple(remarks), tuple(failed))


def _probe_all(
    paths: Sequence[Path], stopped: threading.Event | None
) -> tuple[list[Video], list[InputError]]:
    videos, failed = [], []
    for path in paths:
        _watched(None, stopped)(0, 0)
        try:
            videos.append(probe(path))
        except InputError as error:
            failed.append(error)
    if not videos:
        raise failed[0]
    return videos, failed


def _one_length(videos: Sequence[Video]) -> int:
    """T of all.  Raises InputError where they are of several lengths."""
    by_length = defaultdict(list)
    for video in videos:
        by_length[video.segments].append(video.name)
    if len(by_length) > 1:
        found = "; ".join(f"{t} s: {listed(names, most=3)}" for t, names in sorted(by_length.items()))
        remedy = "Extract each length into a folder of its own, or cut or hold all to one with --seconds."
        raise InputError("videos", f"expected one length for all clips of a data set, found {found}", remedy)
    return next(iter(by_length))


def _lacks(video: Video) -> Iterator[str]:
    if not video.heard:
        yield f"{video.name} has no sound: silence stands in for it"
    if not video.seen:
        yield f"{video.name} has no picture: black stands in for it"


def _work(
    jobs: Sequence[_Job],
    workers: int,
    on_clip: Callable[[float, int], None],
    stopped: threading.Event | None,
) -> Iterator[tuple[str, bool] | InputError]:
    """What comes of each job: the clip's name and whether it was there already, or why it cannot be made."""
    total = len(jobs)
    if workers == 1:
        for n, job in enumerate(jobs):

            def on_second(done: int, seconds: int, n: int = n) -> None:
                on_clip(n + done / seconds, total)

            yield _make(job, _watched(on_second, stopped))
            on_clip(n + 1, total)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, begin) as pool:
        futures = [pool.submit(_make, job) for job in jobs]
        try:
            for n, future in enumerate(as_completed(futures), start=1):
                yield future.result()
                on_clip(n, total)
                _watched(None, stopped)(0, 0)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _watched(
    hear: Callable[[int, int], None] | None, stopped: threading.Event | None
) -> Callable[[int, int], None]:
    def on_second(done: int, total: int) -> None:
        if stopped is not None and stopped.is_set():
            raise Stopped
        if hear is not None:
            hear(done, total)

    return on_second


def _make(
    job: _Job, on_second: Callable[[int, int], None] = lambda done, total: None
) -> tuple[str, bool] | InputError:
    on_second(0, 1)
    video, root = job.video, job.root
    targets = {kind: root / "features" / kind / f"{video.name}.npy" for kind in _KINDS}
    record = root / "extracted" / f"{video.name}.json"
    stamp = _stamp(job)
    there = all(path.is_file() for path in (*targets.values(), media_of(root, video), record))
    if there and record.read_text(encoding="utf-8", errors="replace") == stamp:
        return video.name, True
    extractor = _load(job.recipe, job.weights)  # what is wrong with weights is of no one file
    try:
        features = extractor(video, job.segments, on_second)
        record.unlink(missing_ok=True)
        for kind, path in targets.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _save(path, getattr(features, kind)[0])
        write_media(root, video)
        record.parent.mkdir(exist_ok=True)
        write_text(record, stamp)
    except InputError as error:
        return error
    return video.name, False


def _stamp(job: _Job) -> str:
    """What a clip is made of, as text: two of the same make the same."""
    recipe = recipe_called(job.recipe)
    made_of = {
        "recipe": recipe.name,
        "version": recipe.version,
        "weights": [sha256_once(path) for path in recipe.find_weights(job.weights)],
        "video": sha256_of(job.video.path),
        "file": job.video.path.name,
        "seconds": job.segments,
        "heard": job.video.heard,
        "seen": job.video.seen,
    }
    return json.dumps(made_of, indent=1) + "\n"


@lru_cache(maxsize=1)  # of a process: its weights are read once
def _load(recipe: str, weights: Path | None) -> Extractor:
    return recipe_called(recipe).load(weights)


def _save(path: Path, array: np.ndarray) -> None:
    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:  # given a name, numpy would add its own ending
            np.save(file, array)

    write_whole(path, write)
