"""What takes a moment to be made: a button, how far it is, the files.  One at a time of a session."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import IO

import streamlit as st

from leap_app import session
from leap_app.jobs import Job
from leap_app.screens.problems import Problems
from leap_app.screens.share import give
from leap_core.errors import InputError
from leap_core.extract.clip import Stopped, watched

Tell = Callable[[float, int], None]
_PLACES = threading.Semaphore(2)  # made at a time, of all sessions: screens need some of the machine


@dataclass(frozen=True)
class Piece:
    """Files that can be made."""

    what: str  # page, site, ...
    of: str  # all that they are made of, as text: of anything else they are made anew
    name: str  # of the first file, which is given by itself, or with the others as a zip
    total: int  # steps
    write: Callable[[IO[bytes], Tell, threading.Event], object]  # all files as a zip; may raise Stopped
    alone: bool = True


@dataclass(frozen=True)
class Made:
    """A piece on its way, or there."""

    piece: Piece
    job: Job

    @cached_property
    def first(self) -> bytes | None:
        """The file that is given by itself, where there is one."""
        with zipfile.ZipFile(io.BytesIO(self.job.content)) as archive:
            return archive.read(self.piece.name) if self.piece.alone else None

    @cached_property
    def count(self) -> int:
        """Of its files."""
        with zipfile.ZipFile(io.BytesIO(self.job.content)) as archive:
            return len(archive.namelist())


class Items:
    """The pieces that a menu offers; what goes wrong with one is said in the menu."""

    def __init__(self, problems: Problems) -> None:
        """There is none yet."""
        self._problems = problems
        self._offered: dict[str, Piece] = {}

    def add(self, head: str, piece: Piece, box=None) -> None:
        """In `box`, or here, a button that has a piece made, how far that is, or its files."""
        self._offered[piece.what] = piece
        with (box or st).container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(head)
            _offer(piece, self._problems)

    def end(self) -> None:
        """Say how far a piece is that is of something else than what is on show by now."""
        made: Made | None = session.get(session.MADE)
        if made is None or not made.job.running:
            return
        piece = self._offered.get(made.piece.what)
        if piece is None or piece.of != made.piece.of:
            st.caption(f"Still on its way: {made.piece.name}")
            _progress()


def _offer(piece: Piece, problems: Problems) -> None:
    made: Made | None = session.get(session.MADE)
    if made is not None and (made.piece.what, made.piece.of) == (piece.what, piece.of):
        if made.job.running:
            _progress()
            return
        if made.job.error is None:
            _files(made)
            return
        session.take(session.MADE)
        _say(made.job.error, problems)
        made = None
    busy = made is not None and made.job.running
    why = f"Once the {made.piece.what} is made" if made and busy else None
    if st.button(f"Make the {piece.what}", disabled=busy, help=why):
        _start(piece)  # no callback: that would have what the button stood for before the last choice
        st.rerun()


def _start(piece: Piece) -> None:
    there = session.watched()

    def work(file, tell, stopped) -> Mapping[str, str]:
        def told(done: float, total: int) -> None:
            if not there():  # nobody will fetch it
                stopped.set()
            tell(done, total)

        while not _PLACES.acquire(timeout=0.2):
            watched(None, stopped)(0, 1)
        try:
            piece.write(file, told, stopped)
        finally:
            _PLACES.release()
        return {}

    session.put(session.MADE, Made(piece, Job(work, piece.total)))


@st.fragment(run_every=0.5)
def _progress() -> None:
    made: Made | None = session.get(session.MADE)
    if made is None or not made.job.running:
        st.rerun()
    job = made.job
    said = f"{made.piece.what.capitalize()}: {job.done:,.0f} of {job.total:,}"
    st.progress(min(job.done / job.total, 1.0), said)
    st.button("Cancel", on_click=job.stop)


def _files(made: Made) -> None:
    piece, content = made.piece, made.job.content
    if made.first is not None:
        give(f"Download the {piece.what}", made.first, piece.name, type="primary")
    if made.first is None or made.count > 1:
        label = "With what goes with it, as a zip" if made.first else f"Download the {piece.what} as a zip"
        give(label, content, f"{piece.name}.zip", mime="application/zip")


def _say(error: Exception, problems: Problems) -> None:
    if isinstance(error, InputError):
        problems.say(error)
    elif not isinstance(error, Stopped):
        raise error
