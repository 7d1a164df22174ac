"""How a screen says what is wrong with its input: in place, while the rest stays usable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from leap_app import session
from leap_app.screens.plain import plain
from leap_core.errors import InputError


class Problems:
    """The place, each thing once.  What the last click ran into, or came to, is said first."""

    def __init__(self) -> None:
        """Stand where the screen is drawn by now."""
        self._box = st.container()
        self._said: set[str] = set()
        if error := session.failure():
            self.say(error)
        if text := session.told():
            self.info(text)

    def say(self, error: InputError) -> None:
        """Say what is wrong."""
        if str(error) not in self._said:
            self._said.add(str(error))
            source = error.source.replace("`", "'")  # which ends code
            rest = plain(f"{error.expected}. {error.remedy}")
            self._box.error(f"`{source}`: {rest}", icon=":material/error:")

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Say what goes wrong within; what comes after goes on."""
        try:
            yield
        except InputError as error:
            self.say(error)

    def info(self, text: str) -> None:
        """Say why something is not as usual."""
        self._box.info(plain(text))
