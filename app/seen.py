"""What a session has seen last, by key of the address: what the script knows and what the browser tells."""

from __future__ import annotations

import secrets
from collections.abc import Container, Mapping
from weakref import WeakValueDictionary

from leap_app import session

_SEEN = "seen"  # session: what was seen last
_TOLD = "told by the address"  # session: what the address said last, which is not news once it is told again
_TOKEN = "token"  # session: by which the browser tells of what is seen
_LONGEST = 10_000  # characters of a choice that a browser tells of


class _Seen(dict[str, list[str]]):
    """What a session has seen last, by key of the address; gone with its session."""


_sessions: WeakValueDictionary[str, _Seen] = WeakValueDictionary()  # by token


def seen() -> dict[str, list[str]]:
    """What was seen last, to be read and changed."""
    found = session.get(_SEEN)
    if found is None:
        name, found = secrets.token_urlsafe(16), _Seen()
        session.put(_TOKEN, name)
        session.put(_SEEN, found)
        _sessions[name] = found
    return found


def told() -> dict[str, list[str]]:
    """What the address said when it was last read, likewise."""
    if session.get(_TOLD) is None:
        session.put(_TOLD, {})
    return session.get(_TOLD)


def token() -> str:
    """What the browser tells `see` of this session by; nobody else can know it."""
    seen()
    return session.get(_TOKEN)


def see(token: str, choices: Mapping[str, str], keys: Container[str]) -> bool:
    """Take choices as seen in the session of a token; False where there is none.

    What is empty is forgotten.  What is not of the `keys`, or is longer than an address, is left out.
    """
    found = _sessions.get(token)
    if found is None:
        return False
    for key, value in choices.items():
        if key in keys and not value:
            found.pop(key, None)
        elif key in keys and len(value) <= _LONGEST:
            found[key] = [value]
    return True
