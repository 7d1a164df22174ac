"""A folder of videos -> a data set that every command and screen opens (docs/own-video.md).

    DATA/features/KIND/NAME.npy     what the recipe makes of each
    DATA/clips/NAME.mp4             what is played; audio/NAME.wav where there is no picture
    DATA/extracted/NAME.json        what that was made of: while it is the same, it is not made again

then dataset.json and the lists of clips.

Shapes: N clips, T segments of one second of a clip.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from leap_core.errors import InputError
from leap_core.extract.clip import Job, make, watched
from leap_core.extract.lists import check_root, read_truth, write_lists
from leap_core.extract.recipes import recipe_called
from leap_core.extract.video import Video, find, probe
from leap_core.files import real
from leap_core.locks import one_writer
from leap_core.options import DEVICE
from leap_core.spread import Spread
from leap_core.workers import begin


@dataclass(frozen=True)
class Extracted:
    """What came of a folder of videos."""

    root: Path
    names: tuple[str, ...]  # N clips of the data set
    reused: int  # of them, made earlier
    remarks: tuple[str, ...]  # what stands in for what a clip lacks
    failed: tuple[InputError, ...]  # a file each that could not be read


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
    device: str = DEVICE,
    spread: Spread | None = None,
) -> Extracted:
    """Make the data set `out` of files and folders of videos; what is done already is not done again.

    It holds exactly the clips named, as its test split.  `truth` is a file of events (docs/formats.md);
    without it the truth is unknown.  T is the length of a clip, rounded to seconds, or `seconds`, to which
    all are cut or held.  Clips are made by `workers` processes or, where it is given, by
    `spread`.  A file that cannot be read is left out and reported, the others go on.  `on_clip` hears the
    clips done, in parts where one process works, and the clips in all.

    Raises InputError where names, weights, device, `truth` or what is in `out` do not allow it, or no file
    can be read; Stopped once `stopped` is set.
    """
    made_with = recipe_called(recipe)
    made_with.find_weights(weights)
    paths = find(places)
    videos, failed = _probe_all(paths, stopped)
    lengths = {video.name: seconds or video.segments for video in videos}
    with one_writer(out):
        root = real(out)
        check_root(root, recipe)
        events = read_truth(truth, root, lengths) if truth else None
        jobs = [Job(root, recipe, weights, video, lengths[video.name], device) for video in videos]
        for job in jobs:
            _check_free(job)
        on_clip(0, len(jobs))
        reused, done = 0, []
        for outcome in _work(jobs, workers, spread, on_clip, stopped):
            if isinstance(outcome, InputError):
                failed.append(outcome)
            else:
                done.append(outcome[0])
                reused += outcome[1]
        names = tuple(sorted(done))
        if not names:
            raise failed[0]
        write_lists(root, recipe, {name: lengths[name] for name in names}, events)
    remarks = [line for video in videos if video.name in {*names} for line in _lacks(video)]
    return Extracted(out, names, reused, tuple(remarks), tuple(failed))


def _probe_all(
    paths: Sequence[Path], stopped: threading.Event | None
) -> tuple[list[Video], list[InputError]]:
    videos, failed = [], []
    for path in paths:
        watched(None, stopped)(0, 0)
        try:
            videos.append(probe(path))
        except InputError as error:
            failed.append(error)
    if not videos:
        raise failed[0]
    return videos, failed


def _check_free(job: Job) -> None:
    """Raise InputError where what is at the place of a clip's files was not made here."""
    for path in (*job.features.values(), job.media):
        other = path.exists() and (not job.record.is_file() or path.samefile(job.video.path))
        if other:
            raise InputError(
                path, "expected no file here but of this command", "Name another folder with --out."
            )


def _lacks(video: Video) -> Iterator[str]:
    if not video.heard:
        yield f"{video.name} has no sound: silence stands in for it"
    if not video.seen:
        yield f"{video.name} has no picture: black stands in for it"


def _work(
    jobs: Sequence[Job],
    workers: int,
    spread: Spread | None,
    on_clip: Callable[[float, int], None],
    stopped: threading.Event | None,
) -> Iterator[tuple[str, bool] | InputError]:
    """What comes of each job: the clip's name and whether it was there already, or why it cannot be made."""
    total = len(jobs)
    if spread is not None:
        for n, outcome in enumerate(spread(_maker, jobs), start=1):
            yield outcome
            on_clip(n, total)
            watched(None, stopped)(0, 0)
        return
    if workers == 1:
        for n, job in enumerate(jobs):

            def on_second(done: int, seconds: int, n: int = n) -> None:
                on_clip(n + done / seconds, total)

            yield make(job, watched(on_second, stopped))
            on_clip(n + 1, total)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, begin) as pool:
        futures = [pool.submit(make, job) for job in jobs]
        try:
            for n, future in enumerate(as_completed(futures), start=1):
                yield future.result()
                on_clip(n, total)
                watched(None, stopped)(0, 0)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _maker() -> Callable[[Iterable[Job]], Iterator[tuple[str, bool] | InputError]]:
    return lambda jobs: map(make, jobs)
