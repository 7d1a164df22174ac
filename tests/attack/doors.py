"""Who asks: names of hosts, origins, cookies and headers, before each guard.

The door answers with less than 500; it lets in what comes from its own pages, by a name of its own, from whom
its guard knows, and nothing else.
"""

from __future__ import annotations

import asyncio
import json
from random import Random
from typing import Any

from starlette.middleware.trustedhost import TrustedHostMiddleware

from leap_app.door import Door, SafeHeaders, access_of
from leap_core.errors import InputError
from tests.attack.mutate import BYTES, ODD_TEXTS
from tests.attack.surfaces import Surface

_NAME, _HEADER = "lens.lab.org", "x-forwarded-user"
_ACCESS = {
    "nobody else": access_of(),
    "token": access_of("0.0.0.0", [_NAME], "/lens", token="0123456789abcdef"),
    "proxy": access_of("::", [_NAME], trusted_proxy=_HEADER),
}
_PEERS = ("127.0.0.1", "::1", "::ffff:127.0.0.1", "192.0.2.7", "::ffff:192.0.2.7", "fe80::1%eth0", "")
_HOSTS = (
    "localhost:8501",
    "127.0.0.1",
    _NAME,
    f"{_NAME}:443",
    f"{_NAME}.",
    "[::1]:8501",
    "evil.example",
    "[",
    "",
)
_SCHEMES = (
    "http://",
    "https://",
    "//",
    "file://",
    "",
    "null",
    "http://user@",
    "http://evil.example#",
    "http://[",
)
_PATHS = ("/", "/lens/", "/_stcore/stream", "/lens/_stcore/health", "/_stcore/health", "//evil.example/x")
_KINDS, _METHODS = ("http", "websocket"), ("GET", "POST", "PUT")
_COOKIES = ("leap_lens=.", "leap_lens=Eve.00", "leap_lens=\xe9.\xe9", "leap_lens=" + "." * 99, "=;=")
_TOLD = ("Bearer ", "Bearer 0123456789abcdeF", "bearer \xe9", "Basic MDEyMw==", "Bearer")
_SITES, _MODES = ("cross-site", "same-site", "same-origin", "none"), ("navigate", "cors", "websocket")


def _case(draw: Random, whole: bytes) -> bytes:
    host = draw.choice(_HOSTS)
    headers = {
        "host": host,
        "origin": draw.choice(_SCHEMES) + draw.choice((host, host, draw.choice(_HOSTS))),
        "cookie": draw.choice(_COOKIES),
        "authorization": draw.choice(_TOLD),
        _HEADER: draw.choice(("ada", "", " ")),
        "sec-fetch-site": draw.choice(_SITES),
        "sec-fetch-mode": draw.choice(_MODES),
        "x-forwarded-for": "127.0.0.1",
        "x-leap-visitor": "Eve",
        "accept": "text/html",
    }
    sent = [[name, value] for name, value in headers.items() if draw.random() < 0.6]
    sent += [draw.choice(sent)] * (draw.random() < 0.1) if sent else []
    for pair in sent:
        if draw.random() < 0.1:
            pair[1] = draw.choice(ODD_TEXTS)[:9_000]
    asked = [draw.choice(of) for of in ([*_ACCESS], _KINDS, _METHODS, _PATHS, _PEERS)]
    case = json.dumps([*asked, sent]).encode()
    return case if draw.random() < 0.95 else draw.choice(BYTES)(draw, case)


def knock(case: bytes) -> Any:
    """Ask as a case says; a refusal is an InputError."""
    try:
        name, kind, method, path, peer, sent = json.loads(case)
        access, kind = _ACCESS[name], _KINDS[_KINDS.index(kind)]
        headers = [(key.encode(), value.encode("latin-1", "replace")) for key, value in sent]
        scope = {"type": kind, "method": method, "path": path, "raw_path": path.encode(), "query_string": b""}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("case", "expected what can be sent", "Send it.") from error
    scope |= {"headers": headers, "client": (peer, 1), "server": ("127.0.0.1", 8501), "scheme": "http"}
    status, came_in = asyncio.run(_answer(access, scope))
    assert status < 500, status
    assert not came_in or _may(name, scope), "let in"
    if not came_in:
        raise InputError("door", f"{status}", "Ask otherwise.")
    return status


async def _answer(access: Any, scope: dict[str, Any]) -> tuple[int, bool]:
    status, came_in = 403, False  # of a WebSocket that is not accepted

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal came_in
        came_in = True

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"token=x", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    door = TrustedHostMiddleware(Door(app, access), [*access.names], www_redirect=False)
    await SafeHeaders(door, "")(scope, receive, send)
    return status, came_in


def _may(name: str, scope: dict[str, Any]) -> bool:
    """Whether who asks may come in, said another way than the door says it."""
    told = {key: [v.decode("latin-1") for k, v in scope["headers"] if k.decode() == key] for key in (
        "host", "origin", _HEADER
    )}  # fmt: skip
    host, origin = told["host"][0], told["origin"][:1]
    local = scope["client"][0] in _PEERS[:3]
    own = origin in ([f"http://{host}"], [f"https://{host}"])
    if host.rpartition(":")[0] not in ("localhost", _NAME) and host not in ("127.0.0.1", _NAME):
        return False
    if not own and (origin or scope["type"] == "websocket"):
        return False
    if scope["type"] == "http" and scope["path"] == _ACCESS[name].base_path + "/_stcore/health":
        return True
    return name != "token" and local and (name != "proxy" or len([v for v in told[_HEADER] if v]) == 1)


SURFACES: list[Surface] = [Surface("door", knock, (_case,), weight=4)]
