"""Memory that a crowd needed and nobody needs now goes back to the machine."""

from __future__ import annotations

import asyncio
import ctypes
from contextlib import suppress

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # of glibc's mallopt
_EVERY = 60  # seconds


async def keep_small() -> None:
    """Give memory back every minute, for as long as the server runs."""
    c = ctypes.CDLL(None)
    with suppress(AttributeError):  # of another C library
        c.mallopt(_ARENA_MAX, 2)  # all threads share two heaps: each would keep one of its own
        c.mallopt(_MMAP_THRESHOLD, 2**17)  # larger blocks are given back at once, however many there were
        while True:
            await asyncio.sleep(_EVERY)
            await asyncio.to_thread(c.malloc_trim, 0)
