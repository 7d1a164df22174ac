"""Accounts of an account server, by a small one of our own that speaks OpenID Connect."""

import contextlib
import http.cookiejar
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from benchmarks.served import free_port, running
from leap_app.door import access_of
from leap_core.errors import InputError

KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
FILE = """allowed = ["*@lab.org", "guest@elsewhere.org"]
[auth]
redirect_uri = "{own}/oauth2callback"
cookie_secret = "{secret}"
client_id = "lens"
client_secret = "known to both"
server_metadata_url = "{theirs}/.well-known/openid-configuration"
"""


class AccountServer:
    """Logs in `account` at once, whoever asks."""

    def __init__(self, address: str) -> None:
        self.address, self.account, self._nonce = address, {}, ""

    def metadata(self, request):
        found = {f"{name}_endpoint": f"{self.address}/{name}" for name in ("authorization", "token")}
        signs = {"id_token_signing_alg_values_supported": ["RS256"], "subject_types_supported": ["public"]}
        return JSONResponse(found | signs | {"issuer": self.address, "jwks_uri": f"{self.address}/keys"})

    def authorization(self, request):
        asked = request.query_params
        self._nonce = asked["nonce"]
        return RedirectResponse(f"{asked['redirect_uri']}?code=1&state={quote(asked['state'])}")

    def token(self, request):
        said = {"iss": self.address, "aud": "lens", "sub": "1", "nonce": self._nonce, **self.account}
        said |= {"iat": int(time.time()), "exp": int(time.time()) + 600}
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, said, KEY)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})

    def keys(self, request):
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})


@pytest.fixture(scope="module")
def account_server():
    port = free_port()
    accounts = AccountServer(f"http://127.0.0.1:{port}")
    routes = [
        Route("/.well-known/openid-configuration", accounts.metadata),
        Route("/authorization", accounts.authorization),
        Route("/token", accounts.token, methods=["POST"]),
        Route("/keys", accounts.keys),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield accounts
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def address(account_server, demo_root, tmp_path_factory):
    folder, port = tmp_path_factory.mktemp("accounts"), free_port()
    told = FILE.format(own=f"http://127.0.0.1:{port}", theirs=account_server.address, secret="0" * 32)
    (folder / "accounts.toml").write_text(told, encoding="utf-8")
    command = [sys.executable, "-m", "app", "--data", str(demo_root), "--oidc", str(folder / "accounts.toml")]
    own = {**os.environ, "LEAP_CACHE": str(folder), "LEAP_NOTES": str(folder / "notes"), "HOME": str(folder)}
    with running(command, at=port, env=own) as server:
        yield server.address


def visit(address, path="/", **headers):
    """Follow a page as a browser would -> status, where it ended, body, and the browser."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    browser.addheaders = [("Accept", "text/html")]
    request = urllib.request.Request(address + path, headers=headers)
    try:
        answer = browser.open(request, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    with contextlib.closing(answer):
        return answer.status, answer.url, answer.read().decode(), browser


@pytest.mark.parametrize("email", ["ada@lab.org", "Ada@LAB.org", "guest@elsewhere.org"])
def test_an_allowed_account_is_let_in(address, account_server, email):
    account_server.account = {"email": email, "name": "Ada"}
    status, url, _, browser = visit(address)
    assert (status, url) == (200, f"{address}/")
    with browser.open(f"{address}/api/notes.json") as answer:
        assert json.load(answer) == []


@pytest.mark.parametrize(
    "account",
    [
        {"email": "eve@evil.example"},
        {"email": "eve@lab.org.evil.example"},
        {"email": "ada@lab.org", "email_verified": False},
        {"name": "ada@lab.org"},
    ],
)
def test_another_account_is_refused(address, account_server, account):
    account_server.account = account
    status, _, body, browser = visit(address)
    assert status == 403 and "is not let in" in body and "/auth/logout" in body
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser.open(f"{address}/api/notes.json")
    assert refused.value.code == 403
    refused.value.close()


@pytest.mark.parametrize(
    "cookie", ["", "_streamlit_user=x", "_streamlit_user=eyJpc19sb2dnZWRfaW4iOnRydWV9.a.b"]
)
def test_who_is_not_logged_in_gets_nothing(address, cookie):
    for path in ("/api/notes.json", "/_stcore/host-config", "/_stcore/stream"):
        assert visit(address, path, Accept="*/*", Cookie=f"_streamlit_user={cookie}")[0] == 401


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('allowed = ["*@lab.org", "guest@elsewhere.org"]', "", "allowed"),
        ('["*@lab.org", "guest@elsewhere.org"]', "[]", "allowed"),
        ('["*@lab.org", "guest@elsewhere.org"]', "[3]", "allowed"),
        ("[auth]", "[other]", "expected [auth] with"),
        ('client_id = "lens"', "client_id = 3", "client_id"),
        ('client_id = "lens"', 'client_id = ""', "none empty"),  # as docs/hosting.md has it
        ("{secret}", "short", "cookie_secret"),
        ("[auth]", "[auth", "TOML"),
    ],
)
def test_an_unsound_file_is_refused(tmp_path, old, new, said):
    path = tmp_path / "accounts.toml"
    assert old in FILE
    path.write_text(FILE.replace(old, new).replace("{secret}", "0" * 32), encoding="utf-8")
    with pytest.raises(InputError, match=r"accounts\.toml") as refused:
        access_of(oidc=path)
    assert said in str(refused.value)
