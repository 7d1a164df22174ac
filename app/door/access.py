"""Where the server listens, what it is called, and who guards it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from leap_app.door.accounts import Accounts
from leap_app.door.proxy import Proxy
from leap_app.door.token import Token
from leap_core.errors import InputError
from leap_core.options import HOST

_OWN_NAMES = (HOST, "localhost")
_NAME = re.compile(r"(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_BASE = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")
_GUARDS = "--token, --oidc or --trusted-proxy"


class Guard(Protocol):
    """Says who asks."""

    open_paths: tuple[str, ...]  # below the base path: what it takes to be let in
    secrets: dict[str, Any] | None  # what Streamlit needs of it

    def visitor(self, connection: HTTPConnection) -> str | None:
        """Name of whoever asks, empty where it is not known; None where nobody is let in."""

    async def challenge(self, request: Request, base_path: str) -> Response:
        """What is answered to a page that is asked for by whom it does not know."""
        ...


@dataclass(frozen=True)
class Access:
    """What `access_of` makes of the options; at first this machine alone."""

    host: str = HOST
    names: tuple[str, ...] = _OWN_NAMES  # that the server answers to
    base_path: str = ""  # of every address: empty, or with a slash before and none behind
    guard: Guard | None = None

    @property
    def address(self) -> str:
        """Where a browser of this machine finds the server."""
        return HOST if _is_any(self.host) else _in_addresses(self.host)


def access_of(
    host: str = HOST,
    allowed_hosts: Sequence[str] = (),
    base_path: str = "",
    *,
    token: str | None = None,
    oidc: Path | None = None,
    trusted_proxy: str | None = None,
) -> Access:
    """What the options say.

    Raises InputError on an unsound one, on several guards, and where others than this machine could come in
    without one.
    """
    base_path = f"/{base_path.strip('/')}" if base_path.strip("/") else ""
    if base_path and not _BASE.fullmatch(base_path):
        raise InputError(
            "--base-path", f"expected a path such as /lens, found {base_path[:80]!r}", "Choose another."
        )
    for name in allowed_hosts:
        if not _NAME.fullmatch(name):
            expected = f"expected a name such as lens.lab.org, without a port, found {name[:80]!r}"
            raise InputError("--allowed-host", expected, "Name the host as browsers call it.")
    told = [option for option in (token, oidc, trusted_proxy) if option is not None]
    if len(told) > 1:
        raise InputError("server", f"expected one of {_GUARDS}, found several", "Choose one.")
    guard: Guard | None = None
    if token is not None:
        guard = Token(token)
    elif oidc is not None:
        guard = Accounts(oidc)
    elif trusted_proxy is not None:
        guard = Proxy(trusted_proxy)
    if guard is None and (allowed_hosts or not _is_loopback(host)):
        expected = "others than this machine could come in, and nothing says who may"
        raise InputError("server", expected, f"Add {_GUARDS}; see docs/hosting.md.")
    names = (*_OWN_NAMES, *allowed_hosts, *([] if _is_any(host) else [_in_addresses(host)]))
    return Access(host, tuple(dict.fromkeys(names)), base_path, guard)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or _address(host).is_loopback


def _is_any(host: str) -> bool:
    return host != "localhost" and _address(host).is_unspecified


def _in_addresses(host: str) -> str:
    """A host as browsers write it: numbers of IPv6 short and in brackets."""
    return f"[{_address(host)}]" if ":" in host else host


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        expected = f"expected an address of this machine such as 0.0.0.0, found {host[:80]!r}"
        raise InputError(
            "--host", expected, "Names by which browsers call it go to --allowed-host."
        ) from None
