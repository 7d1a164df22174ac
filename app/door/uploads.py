"""Middleware for the files that pages send: Streamlit keeps them in memory for as long as their session."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime

from leap_app import folders
from leap_app.door.said import refused

MOST = 256 * 2**20  # bytes of a session at a time, of files that are each bounded by server.maxUploadSize
_ADDRESS = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")


class Uploads:
    """Takes a session's files one after the other, up to MOST bytes; none where visitors change nothing."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what takes them."""
        self.app = app
        self._sending: set[str] = set()  # sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        found = _ADDRESS.search(scope["path"]) if scope["type"] == "http" else None
        if not found or scope["method"] != "PUT":
            return await self.app(scope, receive, send)
        session = found[1]
        if folders.read_only():
            return await refused(Request(scope), 403, "This server is read-only.")(scope, receive, send)
        if session in self._sending or _bytes_of(session) >= MOST:
            why = "This page has sent enough: wait until a file is there, or reload the page."
            return await refused(Request(scope), 429, why)(scope, receive, send)
        self._sending.add(session)
        try:
            await self.app(scope, receive, send)
        finally:
            self._sending.discard(session)


def _bytes_of(session: str) -> int:
    """What the files of a session take."""
    files = vars(runtime.get_instance().uploaded_file_mgr)["file_storage"].get(session, {})
    return sum(len(file.data) for file in [*files.values()])
