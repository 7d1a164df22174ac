"""Long work beside the screens: a thread that says how far it is and can be stopped."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping
from typing import IO

from leap_core.errors import InputError, reason

Work = Callable[[IO[bytes], Callable[[float, int], None], threading.Event], Mapping[str, str]]


class Job:
    """Writes one file, piece by piece.

    `work` gets the file, a function to call with (done, total), and an event that is set when it should stop;
    it returns what it left out, by name, with the reason.
    """

    def __init__(self, work: Work, total: int) -> None:
        """Start at once."""
        self.done: float = 0
        self.total = total
        self.left_out: Mapping[str, str] = {}
        self.error: Exception | None = None
        self.content = b""  # of the file, once it is not running any more
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End after the piece in hand; what is done is kept."""
        self._stopped.set()

    def _run(self, work: Work) -> None:
        try:
            with tempfile.TemporaryFile() as file:
                self.left_out = work(file, self._tell, self._stopped)
                file.seek(0)
                self.content = file.read()
        except OSError as error:
            expected = f"expected a temporary folder that can be written ({reason(error)})"
            self.error = InputError(tempfile.gettempdir(), expected, "Free some space, and try again.")
        except Exception as error:  # to be raised where somebody sees it
            self.error = error

    def _tell(self, done: float, total: int) -> None:
        self.done, self.total = done, total
