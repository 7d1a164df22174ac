"""One writer a folder, by a lock that its process cannot outlive."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from leap_core.errors import InputError, reason

NAME = ".writer"
_TRIES = 1_000  # to find the folder or its file there


@contextlib.contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Hold `folder`, which is made if need be, against every other process and thread that writes into it.

    The lock is on a file in the folder that says who holds it; the system lets go of it with the process,
    however that ends.  What was made and stayed empty is removed again.  Raises InputError where another
    holds the folder, it cannot be made, or a file is in its place.
    """
    if not _is_text(folder):  # which neither Parquet's writer nor JSON take
        raise InputError(folder, "expected a name in UTF-8", "Name another folder.")
    if folder.exists() and not folder.is_dir():
        raise InputError(folder, "expected a folder to write into, found a file", "Name another folder.")
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    path, held = folder / NAME, _hold(folder)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)  # before the lock is let go: whoever waits looks for another file
        os.close(held)
        with contextlib.suppress(OSError):  # it is not empty
            for place in made:
                place.rmdir()


def _hold(folder: Path) -> int:
    """The descriptor of the locked file in `folder`."""
    path = folder / NAME
    for tries_left in reversed(range(_TRIES)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)  # it is emptied
        except (FileNotFoundError, FileExistsError) as error:  # the last holder is just removing it, empty
            if tries_left:
                continue
            expected = f"expected a folder that can be made ({reason(error)})"
            raise InputError(folder, expected, "Name another folder.") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(file, path):
                os.ftruncate(file, 0)
                since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
                os.write(file, f"process {os.getpid()} on {socket.gethostname()} since {since}".encode())
                return file
        except BlockingIOError as error:
            holder = os.read(file, 200).decode(errors="replace") or "another process"
            os.close(file)
            expected = f"{holder} is writing here"
            raise InputError(folder, expected, "Wait until it has ended, or name another folder.") from error
        os.close(file)  # of a file that its holder has removed meanwhile
    raise InputError(folder, "others begin and end to write here", "Try again.")


def _is_at(file: int, path: Path) -> bool:
    """Whether an open file is still the one at `path`."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(file), there)


def _is_text(path: Path) -> bool:
    try:
        return bool(str(path).encode())
    except UnicodeEncodeError:
        return False
