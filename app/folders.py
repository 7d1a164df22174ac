"""What the environment says: folders of data and runs, the notes, what can be made anew, what is allowed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from platformdirs import PlatformDirs

from leap_core.resources import DEMO

DATA, RUNS = "LEAP_DATA", "LEAP_RUNS"  # environment: folders of the data set and of the runs
WORDS = "LEAP_WORDS"  # environment: source of words to ask models with
NOTES = "LEAP_NOTES"  # environment: file of the user's notes
WEIGHTS = "LEAP_WEIGHTS"  # environment: folder of the networks' weights that make features of videos
CACHE = "LEAP_CACHE"  # environment: folder of what is made anew when it is not there
READ_ONLY = "LEAP_READ_ONLY"  # environment: 1 where visitors change nothing
FOLLOW_LINKS = "LEAP_FOLLOW_LINKS"  # environment: 1 where media may lie outside of the data set's folder
_inside: ContextVar[Path | None] = ContextVar("inside", default=None)  # a data set in place of the server's
_USER = PlatformDirs("leap-lens", appauthor=False)  # our folders among the user's


def data_root() -> Path:
    """Folder of the data set; the bundled demo set unless told."""
    return _inside.get() or Path(os.environ.get(DATA, DEMO))


def runs_root() -> Path:
    """Folder of the runs; `runs` in the data set's folder unless told."""
    inside = _inside.get()
    return inside / "runs" if inside else Path(os.environ.get(RUNS, data_root() / "runs"))


@contextmanager
def within(root: Path) -> Iterator[None]:
    """Meanwhile the data set is another, with its runs in its own folder: a visitor's own video."""
    before = _inside.set(root)
    try:
        yield
    finally:
        _inside.reset(before)


def words() -> str | None:
    """Source of the vectors of words, if one was told."""
    return os.environ.get(WORDS)


def notes_path() -> Path:
    """File of the user's notes; where the system keeps such files unless told."""
    told = os.environ.get(NOTES)
    return Path(told) if told else _USER.user_data_path / "notes.sqlite"


def weights_root() -> Path | None:
    """Folder of the weights of networks that make features of a video; None where there are none."""
    told = os.environ.get(WEIGHTS)
    return Path(told) if told else None


def cache_root() -> Path:
    """Folder of facts about clips; where the system keeps what can be made anew unless told."""
    told = os.environ.get(CACHE)
    return (Path(told) if told else _USER.user_cache_path) / "browse"


def read_only() -> bool:
    """Whether notes and filters are shown and not changed, and no long work is done for visitors."""
    return os.environ.get(READ_ONLY) == "1"


def follow_links() -> bool:
    """Whether media are shown that links lead to, out of the data set's folder."""
    return os.environ.get(FOLLOW_LINKS) == "1"
