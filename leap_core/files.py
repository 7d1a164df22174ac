"""Files that appear whole or not at all, and what they hold as a hash."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from leap_core.errors import InputError

TEMPORARY = ".tmp"  # how the names of files end that are still being written


def check_folder(out: Path, option: str = "-o") -> None:
    """Raise InputError where the folder of what is to be written is not there."""
    if not out.parent.is_dir():
        expected = "expected a folder to write into"
        raise InputError(out.parent, expected, f"Make it, or name another with {option}.")


def check_new_folder(out: Path, remedy: str) -> None:
    """Raise InputError where something lies at `out` that is no empty folder."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(out, "expected a new folder, or an empty one", remedy)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Call `write` with a temporary name beside `path`, then move what it wrote to `path`.

    Where `write` fails, what it left is removed and a file that was at `path` stays as it was; what is left
    by one who was killed, the next removes.  Several threads and processes may write one path: the last to
    finish wins.
    """
    _sweep(path)
    temporary = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}{TEMPORARY}")
    try:
        with _held(temporary):
            write(temporary)
            os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with `write_whole`."""
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes with `write_whole`: what is made in memory first fails as every file does."""
    write_whole(path, lambda temporary: temporary.write_bytes(content))


def write_folder(path: Path, texts: Mapping[str, str]) -> None:
    """Make a folder of files, text by name (a/b.txt), whole or not at all.

    Raises OSError where something lies there that is no empty folder.
    """
    with whole_folder(path) as made:
        for name, text in texts.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_text(text, encoding="utf-8")


def real(path: Path) -> Path:
    """Where links lead; links in a circle, at which Path.resolve raises RuntimeError, as they are."""
    return Path(os.path.realpath(path))


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to write into, which is moved to `path` at the end, where nothing failed.

    Raises OSError where something lies there that is no empty folder.
    """
    path = real(path)  # a folder that a link leads to, and not the link
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f"{path.name}.", suffix=TEMPORARY) as held:
        made = Path(held) / path.name
        made.mkdir()
        yield made
        made.replace(path)


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    """A new file at `path` that is let go of when this process ends, however it does."""
    while True:
        with path.open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_nlink:  # else swept by another before it was held
                yield
                return


def _sweep(path: Path) -> None:
    """Remove what writers of `path` left who were killed: nobody holds it any more."""
    for name in os.listdir(path.parent):
        if name.startswith(f"{path.name}.") and name.endswith(TEMPORARY):
            temporary = path.with_name(name)
            with contextlib.suppress(OSError), temporary.open("rb") as left:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.path.samestat(os.fstat(left.fileno()), temporary.stat()):  # not one made since
                    temporary.unlink()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_once(path: Path) -> str:
    """The same, of each version of a file once: until its time or size changes."""
    stat = path.stat()
    return _sha256(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1024)
def _sha256(path: Path, time: int, size: int) -> str:
    return sha256_of(path)
