"""A visitor's own video: a data set of one clip, in a folder that goes with the session.

Routes and screens see it in place of the server's data set while it is `entered`, by a token that nobody
else can know.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from leap_app import folders
from leap_core.errors import InputError


class Own:
    """The folder of a video; deleted with the last who knows it, a session as a rule."""

    def __init__(self) -> None:
        """Make the folder.  Raises InputError where the system has no place for it."""
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="leap-lens-", ignore_cleanup_errors=True)
        except OSError as error:
            expected = f"expected a temporary folder that can be written ({error.strerror})"
            raise InputError(tempfile.gettempdir(), expected, "Free some space, and try again.") from error
        self.token = secrets.token_urlsafe(16)
        self.root = Path(self._folder.name) / "data"
        self.remarks: tuple[str, ...] = ()  # what is to be known of it
        _owns[self.token] = self

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
        self._folder.cleanup()


_owns: WeakValueDictionary[str, Own] = WeakValueDictionary()  # by token


@contextmanager
def entered(token: str) -> Iterator[None]:
    """Meanwhile the data set and the runs are those of a video.  Raises InputError where it is gone."""
    own = _owns.get(token)
    if own is None:
        raise InputError("your video", "it is not here any more", "Choose its file again.")
    with folders.within(own.root):
        yield
