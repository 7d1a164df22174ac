"""A guard that asks an account server (OpenID Connect), by Streamlit's own log-in and cookie."""

from __future__ import annotations

import fnmatch
import json
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from leap_app.door.said import refused
from leap_core.errors import InputError

_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_REMEDY = "See docs/hosting.md for what the file holds."


class Accounts:
    """Lets in who logs in with an e-mail address that the file allows."""

    open_paths: tuple[str, ...] = ("/auth/login", "/auth/logout", "/oauth2callback")

    def __init__(self, path: Path) -> None:
        """Raises InputError where the file does not say all that is needed, or Authlib is not installed."""
        if find_spec("authlib") is None:
            raise InputError(
                "--oidc", "expected Authlib to be installed", "Install it: pip install 'leap-lens[oidc]'."
            )
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(path, f"expected a file as TOML ({error})", _REMEDY) from error
        auth, allowed = told.get("auth"), told.get("allowed")
        if not isinstance(auth, dict) or not all(isinstance(auth.get(k), str) and auth[k] for k in _NEEDED):
            raise InputError(path, f"expected [auth] with {', '.join(_NEEDED)}, none empty", _REMEDY)
        if len(auth["cookie_secret"]) < 32:
            raise InputError(path, "expected a cookie_secret of at least 32 characters", _REMEDY)
        if not isinstance(allowed, list) or not allowed or not all(isinstance(one, str) for one in allowed):
            expected = 'expected allowed = ["*@lab.org", ..], the e-mail addresses that are let in'
            raise InputError(path, expected, _REMEDY)
        self._allowed, self._secret = [one.casefold() for one in allowed], auth["cookie_secret"]
        self.secrets: dict[str, Any] | None = {"auth": auth}

    def visitor(self, connection: HTTPConnection) -> str | None:
        """As Guard has it."""
        account = self._account(connection)
        return str(account.get("name") or account["email"]) if self._admits(account) else None

    async def challenge(self, request: Request, base_path: str) -> Response:
        """As Guard has it: to the account server, or a refusal of who is logged in and not allowed."""
        account = self._account(request)
        if account:
            who, other = account.get("email") or "This account", f"{base_path}/auth/logout"
            why = f"{who} is not let in. To use another account: {other}"
            return refused(request, 403, why)
        if "text/html" not in request.headers.get("accept", ""):
            return refused(request, 401, "Log in first: open the dashboard in a browser.")
        return RedirectResponse(f"{base_path}/auth/login?provider={encode_provider_token('default')}", 303)

    def _admits(self, account: dict[str, Any]) -> bool:
        email = str(account.get("email") or "").casefold()
        unproven = str(account.get("email_verified")).casefold() == "false"  # some servers say it in quotes
        return bool(email) and not unproven and any(fnmatch.fnmatchcase(email, one) for one in self._allowed)

    def _account(self, connection: HTTPConnection) -> dict[str, Any]:
        """What the account server said of who asks; nothing where nobody is logged in."""

        def cookie(name: str) -> bytes | None:
            return decode_signed_value(self._secret, name, connection.cookies.get(name, ""))

        said = get_cookie_with_chunks(cookie, USER_COOKIE_NAME)
        account = json.loads(said) if said else {}
        return account if account.get("is_logged_in") else {}
