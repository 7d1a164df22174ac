"""A visitor's own video: a data set of one clip, in a folder that goes with the session.

Routes and screens see it in place of the server's data set while it is `entered`, by a token that nobody
else can know.
"""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from leap_app import folders
from leap_core.errors import InputError

KEPT = 180.0  # seconds that a video outlasts its page, for who comes back at once
_EVERY = 20.0  # seconds


class Own:
    """The folder of a video."""

    def __init__(self, there: Callable[[], bool], recipe: str) -> None:
        """Make the folder; it is deleted once its visitor has not been `there` for a while.

        Raises InputError where the system has no place for it.
        """
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="leap-lens-", ignore_cleanup_errors=True)
        except OSError as error:
            expected = f"expected a temporary folder that can be written ({error.strerror})"
            raise InputError(tempfile.gettempdir(), expected, "Free some space, and try again.") from error
        self.token = secrets.token_urlsafe(16)
        self.root = Path(self._folder.name) / "data"
        self.recipe = recipe  # by which its features are made
        self.remarks: tuple[str, ...] = ()  # what is to be known of it
        self._there, self._gone = there, threading.Event()
        _owns[self.token] = self
        threading.Thread(target=self._watch, daemon=True).start()

    def take(self, name: str, content: bytes) -> Path:
        """Keep the file, by the name of its clip.  Raises InputError where there is no space."""
        path = Path(self._folder.name) / name
        try:
            path.write_bytes(content)
        except OSError as error:
            expected = f"expected space for the video ({error.strerror})"
            raise InputError(path.parent, expected, "Free some, and try again.") from error
        return path

    def delete(self) -> None:
        """Delete the folder at once."""
        _owns.pop(self.token, None)
        self._gone.set()
        self._folder.cleanup()

    def _watch(self) -> None:
        seen = time.monotonic()
        while not self._gone.wait(_EVERY):
            if self._there():
                seen = time.monotonic()
            elif time.monotonic() - seen > KEPT:
                self.delete()
        time.sleep(_EVERY)
        self._folder.cleanup()  # of what was still being written for who asked last


_owns: dict[str, Own] = {}  # by token


def delete_all() -> None:
    """Delete the folder of every video, as the server ends."""
    for own in [*_owns.values()]:
        own.delete()


@contextmanager
def entered(token: str) -> Iterator[None]:
    """Meanwhile the data set and the runs are those of a video.  Raises InputError where it is gone."""
    own = _owns.get(token)
    if own is None:
        raise InputError("your video", "it is not here any more", "Choose its file again.")
    with folders.within(own.root):
        yield
