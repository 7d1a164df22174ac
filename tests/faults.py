"""A layer under a process's work with files that stops it at a step: killed there, or the disk is full.

A step is one change of a folder as the system sees it: a file opened to be written, a write, a rename, a
removal, a folder made.  A write that is stopped leaves half of its bytes.  What Arrow writes in C++ is one
step a file, what SQLite does in C one a statement.  The layer stays for the life of the process: it is for
one that ends soon.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

How = Literal["killed", "full"]
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_FREE = {"remove", "rmdir"}  # they take no space


class Steps:
    """The steps below `folder` so far, by name; the one with the number `stop` does not happen.

    On a full disk nor does any later one that takes space.
    """

    def __init__(self, folder: Path, stop: int | None, how: How) -> None:
        self.folder, self.stop, self.how = folder, stop, how
        self.taken: list[str] = []
        self._inside = False

    def take(self, name: str, path: object, half: Callable[[], object] = lambda: None) -> None:
        """Say that a step comes; `half` does half of it.  Where it stops, raises OSError or ends."""
        if self._inside or not (found := self.below(path)) or (self.how == "full" and name in _FREE):
            return
        self.taken.append(f"{name} {found}")
        if self.stop is None or len(self.taken) <= self.stop:
            return
        self._inside = True
        half()
        if self.how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        self._inside = False
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    def below(self, path: object) -> str | None:
        """A path from the folder on; None of another."""
        if isinstance(path, int):  # an open file
            path = os.readlink(f"/proc/self/fd/{path}")
        if not isinstance(path, str | bytes | os.PathLike):
            return None
        whole = Path(os.fsdecode(path)).absolute()
        return str(whole.relative_to(self.folder)) if whole.is_relative_to(self.folder) else None


def lay(folder: Path, stop: int | None = None, how: How = "killed") -> Steps:
    """Put the layer under all that this process does below `folder`."""
    steps = Steps(folder, stop, how)

    def heard(event: str, arguments: tuple) -> None:
        if event == "open" and arguments[2] & _WRITES:
            steps.take("open", arguments[0])
        elif event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"):
            steps.take(event[3:], arguments[0])

    sys.addaudithook(heard)
    _under_python(steps)
    _under_arrow(steps)
    _under_sqlite(steps)
    return steps


def _under_python(steps: Steps) -> None:
    """Writes of files that Python opens; opening itself is heard of."""

    class Raw(io.FileIO):
        def write(self, data) -> int:
            data = memoryview(data).cast("B")
            write = super().write
            steps.take("write", self.name, lambda: write(data[: len(data) // 2]))
            return write(data)

    opened, written = io.open, os.write

    def open_(
        file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None
    ):
        if isinstance(file, int) or not {*"wax+"} & {*mode} or not steps.below(file):
            return opened(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = Raw(file, mode.translate({ord("b"): None, ord("t"): None}), closefd, opener)
        if buffering == 0:
            return raw
        buffer = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffer if "b" in mode else io.TextIOWrapper(buffer, encoding, errors, newline)

    def write(file: int, data) -> int:
        steps.take("write", file, lambda: written(file, data[: len(data) // 2]))
        return written(file, data)

    io.open = builtins.open = open_
    os.write = write


def _under_arrow(steps: Steps) -> None:
    from pyarrow import parquet

    begin = parquet.ParquetWriter.__init__

    def begin_(self, where, *rest, **options) -> None:
        steps.take("write", where, lambda: Path(where).write_bytes(b"PAR1 half of it"))
        begin(self, where, *rest, **options)

    parquet.ParquetWriter.__init__ = begin_


def _under_sqlite(steps: Steps) -> None:
    class Connection(sqlite3.Connection):
        def execute(self, query: str, *rest):
            self._take(query)
            return super().execute(query, *rest)

        def executemany(self, query: str, *rest):
            self._take(query)
            return super().executemany(query, *rest)

        def _take(self, query: str) -> None:
            path = next(sqlite3.Connection.execute(self, "PRAGMA database_list"))[2]
            try:
                steps.take(query.split()[0], path)
            except OSError as error:
                raise sqlite3.OperationalError("database or disk is full") from error

    connect = sqlite3.connect
    sqlite3.connect = lambda *rest, **options: connect(*rest, **{"factory": Connection, **options})
