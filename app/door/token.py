"""A guard that knows one word, shared by all who may come in; a cookie keeps who has said it."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from leap_app.door.said import page, refused
from leap_app.remarks import LONGEST_AUTHOR, author_of
from leap_app.routes.asked import body_of
from leap_core.errors import InputError

_SHORTEST = 16  # characters: by guessing nobody gets in
_COOKIE = "leap_lens"
_KEPT = 30 * 24 * 3600  # seconds
_FORM = """{said}<form method="post">
<label>Token of this server
<input name="token" type="password" required autofocus autocomplete="current-password"></label>
<label>Your name, for your notes<input name="name" maxlength="{longest}" autocomplete="name"></label>
<button>Open</button></form>"""
_WRONG = '<p class="said">That is not the token.</p>'


class Token:
    """Lets in who says the token, once by a form or each time as `Authorization: Bearer TOKEN`."""

    open_paths: tuple[str, ...] = ()
    secrets: dict[str, Any] | None = None

    def __init__(self, token: str) -> None:
        """Raises InputError where the token is too short or not plain."""
        if len(token) < _SHORTEST or not (token.isascii() and token.isprintable() and " " not in token):
            expected = f"expected a token of at least {_SHORTEST} plain characters"
            raise InputError("--token", expected, "Make one with `openssl rand -hex 16`.")
        self._token = token

    def visitor(self, connection: HTTPConnection) -> str | None:
        """As Guard has it."""
        scheme, _, said = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._is_token(said):
            return ""
        name, _, seal = connection.cookies.get(_COOKIE, "").rpartition(".")
        return unquote(name) if seal and _same(seal, self._seal(name)) else None

    async def challenge(self, request: Request, base_path: str) -> Response:
        """As Guard has it: the form, which is sent to the address that was asked for, and leads there."""
        if request.method != "POST":
            if "text/html" not in request.headers.get("accept", ""):
                return refused(request, 401, "Say the token of this server, as Authorization: Bearer TOKEN.")
            return page(_form(""), 401)
        try:
            said = parse_qs((await body_of(request)).decode())
        except ValueError:
            return page(_form(""), 400)
        if not self._is_token(said.get("token", [""])[0].strip()):
            return page(_form(_WRONG), 401)
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        answer = RedirectResponse(f"/{path.lstrip('/')}", 303)  # two slashes would name another server
        value = quote(author_of(said.get("name", [""])[0]), safe="")
        answer.set_cookie(
            *(_COOKIE, f"{value}.{self._seal(value)}", _KEPT),
            path=base_path or "/",
            secure="https" in (request.url.scheme, request.headers.get("x-forwarded-proto")),
            httponly=True,
            samesite="lax",
        )
        return answer

    def _is_token(self, said: str) -> bool:
        return _same(said, self._token)

    def _seal(self, name: str) -> str:
        """What only who has the token can put under a name."""
        return hmac.new(self._token.encode(), name.encode(), hashlib.sha256).hexdigest()


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _form(said: str) -> str:
    return _FORM.format(said=said, longest=LONGEST_AUTHOR)
