"""The door: whose page asks, who gets in by which guard, and what browsers may do with an answer."""

import asyncio
import re
from http.cookies import SimpleCookie
from urllib.parse import unquote, urlencode

import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute

from leap_app.door import Access, Door, SafeHeaders, access_of, policy
from leap_app.routes import pages
from leap_app.session import VISITOR
from leap_core.errors import InputError

TOKEN = "0123456789abcdef"
HERE, THERE = "127.0.0.1", "192.0.2.7"
HOST = "lens.lab.org"


class Answer(dict):
    """Headers of an answer, by name in lower case."""

    status, body = 0, b""


def asked(access, path="/", *, method="GET", peer=HERE, kind="http", body=b"", **headers) -> Answer:
    """What the door answers; the app behind it answers 200 with the visitor's name."""

    async def seen(request):
        return PlainTextResponse(f"visitor {unquote(request.headers[VISITOR])!r}")

    async def stream(websocket):
        await websocket.accept()
        await websocket.close()

    routes = [Route("/{rest:path}", seen, methods=["GET", "POST"]), WebSocketRoute("/{rest:path}", stream)]
    app = SafeHeaders(Door(Starlette(routes=routes), access), "default-src 'none'")
    path, _, query = path.partition("?")
    named = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        **{"type": kind, "path": path, "raw_path": path.encode(), "query_string": query.encode()},
        **{"headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()]},
        **{"client": (peer, 50000), "server": (HERE, 8501), "scheme": "http", "root_path": ""},
        **({"method": method} if kind == "http" else {"subprotocols": []}),
    }
    inbox = [{"type": "websocket.connect"}] if kind == "websocket" else []
    inbox.append({"type": "http.request", "body": body, "more_body": False})
    outbox = []

    async def receive():
        return inbox.pop(0)

    async def send(message):
        outbox.append(message)

    asyncio.run(app(scope, receive, send))
    answer = Answer()
    if kind == "websocket":
        answer.status = 101 if outbox[0]["type"] == "websocket.accept" else 403
        return answer
    answer.update({name.decode(): value.decode() for name, value in outbox[0]["headers"]})
    answer.status, answer.body = outbox[0]["status"], b"".join(part.get("body", b"") for part in outbox[1:])
    return answer


def streams(access, **headers) -> bool:
    """Whether a WebSocket is let in."""
    return asked(access, "/_stcore/stream", kind="websocket", **headers).status == 101


@pytest.fixture
def by_token():
    return access_of("0.0.0.0", [HOST], token=TOKEN)


def cookie_of(answer: Answer) -> str:
    (cookie,) = SimpleCookie(answer["set-cookie"]).values()
    return f"{cookie.key}={cookie.coded_value}"


def entered(access, name="", token=TOKEN, path="/", **headers) -> Answer:
    body = urlencode({"token": token, "name": name}).encode()
    return asked(access, path, method="POST", peer=THERE, body=body, accept="text/html", **headers)


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        (f"http://{HOST}", True),
        (f"https://{HOST}", True),  # a proxy speaks TLS
        (f"http://{HOST}:8502", False),
        ("http://127.0.0.1:8501", False),
        ("null", False),
        (f"http://{HOST}.", False),
        (f"http://user@{HOST}", False),
        (f"file://{HOST}", False),
        (f"//{HOST}", False),
        ("http://[", False),  # which is no address
        (None, False),
    ],
)
def test_a_web_socket_is_for_the_servers_own_pages(origin, let_in):
    assert streams(Access(), **({"origin": origin} if origin else {})) == let_in


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": f"http://{HOST}"}, 200),
        ({"origin": "http://127.0.0.1:9"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://[::1"}, 403),  # which is no address
        ({"sec_fetch_site": "same-origin", "sec_fetch_mode": "cors"}, 200),
        ({"sec_fetch_site": "none", "sec_fetch_mode": "navigate"}, 200),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}, 200),  # a link is followed
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, 403),  # a picture, say
        ({"sec_fetch_site": "same-site", "sec_fetch_mode": "cors"}, 403),  # another port of this machine
    ],
)
def test_pages_of_other_servers_follow_links_and_no_more(headers, status):
    for method in ("GET", "POST"):
        assert asked(Access(), "/api/what-if", method=method, **headers).status == status


def test_without_a_guard_only_this_machine_is_let_in():
    for peer in ("::1", "::ffff:127.0.0.1"):  # the second is how IPv4 comes to a server at ::
        assert asked(Access(), peer=peer).status == 200
    assert asked(Access(), peer=f"::ffff:{THERE}").status == 403
    assert asked(Access(), peer=THERE).status == 403
    assert asked(Access(), peer=THERE, x_forwarded_for=HERE).status == 403
    assert not streams(Access(), origin=f"http://{HOST}", peer=THERE)


def test_every_answer_says_what_browsers_may_do_with_it(by_token):
    for answer in (
        asked(Access()),
        asked(Access(), origin="null"),
        asked(by_token),
        asked(by_token, accept="text/html"),
    ):
        assert answer["content-security-policy"] == "default-src 'none'"
        assert (answer["x-content-type-options"], answer["referrer-policy"]) == ("nosniff", "no-referrer")


def test_the_policy_lets_the_pages_own_scripts_run_and_nobody_frame_them():
    said = policy(pages.texts("/lens"))
    assert "frame-ancestors 'none'" in said and "default-src 'none'" in said
    assert "unsafe-eval" not in said and "'unsafe-inline'" not in said.partition("style-src")[0]
    # printf "hello" | openssl dgst -sha256 -binary | base64
    hashed = "'sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='"
    assert hashed in policy(["<script>hello</script>"])


@pytest.mark.parametrize(
    "path", ["/", "/browse", "/api/record", "/static/js/x.js", "/_stcore/host-config", "//x"]
)
def test_a_token_guards_every_address(by_token, path):
    answer = asked(
        by_token, path, peer=HERE, x_leap_visitor="Eve"
    )  # also from this machine: a proxy runs there
    assert answer.status == 401 and "visitor" not in answer.body.decode() and "set-cookie" not in answer
    assert asked(by_token, path, authorization=f"Bearer {TOKEN}").status == 200


def test_a_token_guards_the_web_socket(by_token):
    own = {"origin": f"http://{HOST}"}
    assert not streams(by_token, **own)
    assert not streams(by_token, **own, cookie="leap_lens=.")
    assert streams(by_token, **own, cookie=cookie_of(entered(by_token)))


def test_only_health_is_told_to_anybody(by_token):
    assert asked(by_token, "/_stcore/health", peer=THERE).status == 200
    assert asked(by_token, "/_stcore/health", kind="websocket", origin=f"http://{HOST}").status == 403


def test_who_says_the_token_is_known_by_name(by_token):
    form = asked(by_token, "/browse?page=2", accept="text/html")
    assert form.status == 401 and b'name="token"' in form.body
    answer = entered(by_token, "Zo\u00eb, 3\u2082 \n", path="/browse?page=2")
    assert (answer.status, answer["location"]) == (303, "/browse?page=2")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {*answer["set-cookie"].split("; ")}
    assert "Secure" not in answer["set-cookie"] and TOKEN not in answer["set-cookie"]
    assert asked(by_token, cookie=cookie_of(answer)).body.decode() == "visitor 'Zo\u00eb, 3\u2082'"
    assert "Secure" in entered(by_token, x_forwarded_proto="https")["set-cookie"]
    below = access_of(base_path="/lens", token=TOKEN)
    assert "Path=/lens" in entered(below, path="/lens/")["set-cookie"]


@pytest.mark.parametrize("token", ["", TOKEN[:-1], TOKEN + "0", "\u00e9" * 16])
def test_a_wrong_token_is_refused(by_token, token):
    answer = entered(by_token, token=token)
    assert answer.status == 401 and b"not the token" in answer.body and "set-cookie" not in answer
    assert asked(by_token, authorization=f"Bearer {token.encode().decode('latin-1')}").status == 401


def test_a_name_cannot_be_changed_in_the_cookie(by_token):
    key, _, value = cookie_of(entered(by_token, "Ada")).partition("=")
    name, _, seal = value.partition(".")
    assert asked(by_token, cookie=f"{key}={name}.{seal}").status == 200
    for other in (f"Eve.{seal}", f".{seal}", f"{name}.", name, f"{name}.{seal}0", f"{name}.{seal[:-1]}"):
        assert asked(by_token, cookie=f"{key}={other}").status == 401
    assert asked(access_of(token=TOKEN[::-1]), cookie=f"{key}={value}").status == 401  # the token was changed


def test_the_door_leads_to_no_other_server(by_token):
    assert entered(by_token, path="//evil.example/x")["location"] == "/evil.example/x"
    answer = entered(by_token, origin="http://evil.example")
    assert answer.status == 403 and "set-cookie" not in answer


def test_a_body_is_bounded(by_token):
    body = b"token=" + b"0" * 200_000
    assert asked(by_token, method="POST", body=body, accept="text/html").status == 400


def test_a_proxy_on_this_machine_says_who_asks():
    access = access_of("0.0.0.0", [HOST], trusted_proxy="X-Forwarded-User")
    assert asked(access, x_forwarded_user="ada@lab.org").body == b"visitor 'ada@lab.org'"
    assert streams(access, x_forwarded_user="ada", origin=f"http://{HOST}")
    for lacking in ({}, {"x_forwarded_user": ""}, {"x_forwarded_user": "ada", "peer": THERE}):
        answer = asked(access, **lacking)
        assert answer.status == 401 and b"X-Forwarded-User" in answer.body


def test_a_header_that_comes_twice_names_nobody():
    guard = access_of(trusted_proxy="X-User").guard
    headers = [(b"x-user", b"ada"), (b"x-user", b"eve")]
    twice = HTTPConnection({"type": "http", "headers": headers, "client": (HERE, 1)})
    assert guard.visitor(twice) is None


@pytest.mark.parametrize(
    "options",
    [
        {"host": "0.0.0.0"},
        {"host": "::"},
        {"host": "192.0.2.7"},
        {"host": "lens.lab.org"},
        {"allowed_hosts": [HOST]},
        {"allowed_hosts": [f"{HOST}:8501"], "token": TOKEN},
        {"allowed_hosts": ["*"], "token": TOKEN},
        {"allowed_hosts": ["https://x"], "token": TOKEN},
        {"base_path": "/../x"},
        {"base_path": "/a?b"},
        {"base_path": "/a'b"},
        {"token": "short"},
        {"token": ""},
        {"token": "with a space in it"},
        {"token": TOKEN, "trusted_proxy": "X-User"},
        {"trusted_proxy": "X User:"},
        {"trusted_proxy": ""},
    ],
)
def test_unsound_options_are_refused(options):
    with pytest.raises(InputError):
        access_of(**options)


def test_options_that_are_sound():
    access = access_of("192.0.2.7", [HOST, "*.lab.org"], "lens/", token=TOKEN)
    assert access.base_path == "/lens"
    assert access.names == ("127.0.0.1", "localhost", HOST, "*.lab.org", "192.0.2.7")
    for host in ("::1", "0:0::0:1"):
        assert (access_of(host).address, access_of(host).names[-1]) == ("[::1]", "[::1]")
    assert access_of() == Access() and access_of("localhost").guard is None
    assert access_of("0.0.0.0", token=TOKEN).names == ("127.0.0.1", "localhost")
    assert [access_of(host, token=TOKEN).address for host in ("0.0.0.0", "::", "192.0.2.7", "localhost")] == [
        *("127.0.0.1", "127.0.0.1", "192.0.2.7", "localhost")
    ]


def test_the_pages_of_the_door_are_whole(by_token):
    page = asked(by_token, accept="text/html").body.decode()
    assert page.count("<") == page.count(">") and not re.search(r"[{}]{2}", page)
