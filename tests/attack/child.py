"""One case in a child of its own, forked from a process that has everything imported, within bounds."""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from leap_core.errors import InputError

SECONDS, GROWTH = 30, 400_000_000  # a case may take, and may grow by in bytes
_AHEAD = 6_000_000_000  # bytes of address space that no case gets beyond, so that the machine outlives it
_LONGEST = 20_000  # characters of a message


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    kind: str  # gave, refused; or what no input may do: raised, hung, grew, died
    said: str = ""  # the message, or where it was raised
    gave: Any = None

    @property
    def held(self) -> bool:
        """Whether it gave something or was refused in one message."""
        return self.kind in ("gave", "refused")


def attempt(act: Callable[[], Any], seconds: float = SECONDS, growth: int = GROWTH) -> Outcome:
    """What `act` does in a forked child: what it gives is sent home, an InputError is a refusal."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(act, growth, writing)
    os.close(writing)
    content, late = _read(reading, time.monotonic() + seconds)
    os.close(reading)
    if late:
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if late:
        return Outcome("hung", f"more than {seconds} s")
    return pickle.loads(content) if content else Outcome("died", f"wait status {status}")


def _run(act: Callable[[], Any], growth: int, writing: int) -> None:
    """The child: never returns."""
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_AS, (_memory(0) + _AHEAD,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        before = _memory(1)
        with open(os.devnull, "w") as nothing:
            sys.stdout = sys.stderr = nothing
            outcome = _outcome(act)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
        if grown > growth:
            outcome = Outcome("grew", f"by {grown:,} bytes; {outcome.kind} {outcome.said}")
        with os.fdopen(writing, "wb") as file:
            pickle.dump(outcome, file)
    finally:
        os._exit(0)


def _outcome(act: Callable[[], Any]) -> Outcome:
    try:
        return Outcome("gave", gave=act())
    except InputError as error:
        said = str(error)
        whole = said.strip() and "Traceback" not in said and len(said) < _LONGEST
        return Outcome("refused" if whole else "raised", said[:_LONGEST])
    except BaseException as error:
        last = traceback.extract_tb(error.__traceback__)
        ours = [f for f in last if "/leap_" in f.filename or "/app/" in f.filename] or last
        place = f"{os.path.basename(ours[-1].filename)}:{ours[-1].lineno}" if ours else ""
        return Outcome("raised", f"{type(error).__name__} at {place}: {str(error)[:300]}")


def _read(reading: int, deadline: float) -> tuple[bytes, bool]:
    """What comes until the other end closes, and whether that was too late."""
    content = b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            part = os.read(reading, 1 << 16)
            if not part:
                return content, False
            content += part
    return content, True


def _memory(field: int) -> int:
    """Bytes of address space (0) or of memory (1) that this process has."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[field]) * resource.getpagesize()
