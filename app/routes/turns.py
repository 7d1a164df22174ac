"""Who may ask a model: a few at once, a few more who wait for a moment, and the rest come again."""

from __future__ import annotations

import threading
from collections.abc import Callable

from starlette.responses import JSONResponse, Response

_AGAIN = "2"  # seconds
_BUSY = "The models are busy with other questions; this one is asked again in a moment."


class Turns:
    """At most `at_once` are answered at a time; at most `waiting` wait, none longer than `patience` seconds.

    Both hold threads of the server, of which the other routes need some too.
    """

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        """Nobody is there yet."""
        self.most, self._patience = at_once + waiting, patience
        self._places, self._work = threading.Semaphore(self.most), threading.Semaphore(at_once)

    def answer(self, ask: Callable[[], Response]) -> Response:
        """What `ask` gives once it is its turn; else 503 and when to come again."""
        if not self._places.acquire(blocking=False):
            return _busy()
        try:
            if not self._work.acquire(timeout=self._patience):
                return _busy()
            try:
                return ask()
            finally:
                self._work.release()
        finally:
            self._places.release()


def _busy() -> Response:
    return JSONResponse({"error": _BUSY}, 503, headers={"Retry-After": _AGAIN, "Cache-Control": "no-store"})
