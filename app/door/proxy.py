"""A guard that believes a proxy on this machine, which has asked who it is and says so in a header."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from leap_app.door.said import refused
from leap_core.errors import InputError

_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")


def from_here(connection: HTTPConnection) -> bool:
    """Whether this machine asks: who sits there, or a proxy that runs there."""
    try:
        address = ipaddress.ip_address(connection.client.host if connection.client else "")
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback  # at :: IPv4 comes mapped


class Proxy:
    """Lets in whom the header names; only a proxy on this machine can say so."""

    open_paths: tuple[str, ...] = ()
    secrets: dict[str, Any] | None = None

    def __init__(self, header: str) -> None:
        """Raises InputError where it is no name of a header."""
        if not _HEADER.fullmatch(header):
            expected = f"expected the name of a header such as X-Forwarded-User, found {header[:80]!r}"
            raise InputError("--trusted-proxy", expected, "Name the one that the proxy sets, and it alone.")
        self.header = header

    def visitor(self, connection: HTTPConnection) -> str | None:
        """As Guard has it; a header that comes twice names nobody, for one of them may be a visitor's own."""
        said = connection.headers.getlist(self.header)
        return said[0] if len(said) == 1 and said[0] and from_here(connection) else None

    async def challenge(self, request: Request, base_path: str) -> Response:
        """As Guard has it."""
        return refused(request, 401, f"The proxy before this server did not say who asks, in {self.header}.")
