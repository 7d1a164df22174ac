"""Files that appear whole or not at all, and what they hold as a hash."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

TEMPORARY = ".tmp"  # how the names of files end that are still being written


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Call `write` with a temporary name beside `path`, then move what it wrote to `path`.

    Where `write` fails, what it left is removed and a file that was at `path` stays as it was.  Several
    threads and processes may write one path: the last to finish wins.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}{TEMPORARY}")
    try:
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
