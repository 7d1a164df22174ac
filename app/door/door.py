"""Middleware before every page, route and WebSocket: whose page asks, and who."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from leap_app.door.access import Access
from leap_app.door.proxy import from_here
from leap_app.door.said import refused
from leap_app.session import VISITOR

_VISITOR = VISITOR.lower().encode()
_HEALTH = "/_stcore/health"  # says that the server lives, and nothing else
_REFUSED = WebSocketClose(1008)


class Door:
    """Lets in what comes from the server's own pages and from whom the guard knows."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        """`app` is what is guarded."""
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        connection = HTTPConnection(scope)
        foreign = _is_foreign(connection)
        visitor = None if foreign else self._visitor(connection)
        if visitor is None:
            return await self._refuse(foreign, scope, receive, send)
        headers = [(key, value) for key, value in scope["headers"] if key != _VISITOR]
        headers.append((_VISITOR, quote(visitor).encode()))
        return await self.app({**scope, "headers": headers}, receive, send)

    def _visitor(self, connection: HTTPConnection) -> str | None:
        """As Guard has it; without a guard only this machine is let in."""
        guard, base = self.access.guard, self.access.base_path
        known = guard.visitor(connection) if guard else "" if from_here(connection) else None
        always = (_HEALTH, *(guard.open_paths if guard else ()))
        is_open = connection.scope["type"] == "http" and connection.scope["path"] in {
            base + path for path in always
        }
        return "" if known is None and is_open else known

    async def _refuse(self, foreign: bool, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await _REFUSED(scope, receive, send)
        request = Request(scope, receive)
        if foreign:
            answer = refused(
                request, 403, "A page of another server asks; this one answers to its own pages."
            )
        elif self.access.guard is None:
            answer = refused(request, 403, "This server is for the machine that it runs on.")
        else:
            answer = await self.access.guard.challenge(request, self.access.base_path)
        return await answer(scope, receive, send)


def _is_foreign(connection: HTTPConnection) -> bool:
    """Whether a page of another origin asks: links from there may be followed, nothing else.

    A WebSocket must say where it comes from, which browsers always do.
    """
    headers = connection.headers
    origin, host = headers.get("origin"), headers.get("host")
    is_own = origin in (f"http://{host}", f"https://{host}")  # a proxy speaks TLS
    if connection.scope["type"] == "websocket":
        return not is_own
    if origin is not None and not is_own:
        return True
    elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return elsewhere and headers.get("sec-fetch-mode") != "navigate"
