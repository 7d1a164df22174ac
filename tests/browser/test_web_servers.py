"""nginx and Caddy before the dashboard, with and without a base path."""

import json

import pytest

from benchmarks.served import window
from tests.browser.conftest import Screen
from tests.browser.fronts import HOST, TOKEN, fronted
from tests.demo_fixture import CLIPS

SITES = [("nginx", ""), ("nginx", "/lens"), ("caddy", "/lens")]


@pytest.fixture(scope="module", params=SITES, ids="".join)
def front(request, tmp_path_factory, demo_root):
    kind, base_path = request.param
    with fronted(kind, tmp_path_factory.mktemp(kind), demo_root, base_path) as front:
        yield front


def test_nobody_comes_in_without_the_token(front):
    for path in ("/", "/browse", "/api/notes.json", f"/api/clips/{CLIPS[0]}", "/_stcore/host-config"):
        status, headers, _ = front.ask(path)
        assert status == 401 and "frame-ancestors 'none'" in headers["content-security-policy"]
    assert front.upgrades(front.origin) == 403
    assert front.ask("/_stcore/health")[::2] == (200, b"ok")


def test_who_says_it_comes_in_everywhere(front):
    cookie = front.enter()
    for path in ("/", "/browse", "/favicon.png", f"/api/clips/{CLIPS[0]}/frames"):
        assert front.ask(path, Cookie=cookie)[0] == 200
    assert front.upgrades(front.origin, cookie) == 101
    assert front.ask("/api/notes.json", Authorization=f"Bearer {TOKEN}")[::2] == (200, b"[]\n")


def test_the_cookie_goes_over_tls_alone_and_stays_below_the_path(front):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    _, headers, _ = front.ask("/", "POST", f"token={TOKEN}".encode(), **form)
    said = {*headers["set-cookie"].split("; ")}
    assert {"HttpOnly", "Secure", "SameSite=lax", f"Path={front.base_path or '/'}"} <= said


def test_another_servers_page_does_not_come_in(front):
    cookie = front.enter()
    for origin in ("https://evil.example", f"https://{HOST}:{front.port + 1}", "null"):
        assert front.upgrades(origin, cookie) == 403
        assert front.ask("/api/seen", "POST", b"{}", Origin=origin, Cookie=cookie)[0] == 403


def test_byte_ranges(front):
    cookie = front.enter()
    whole = front.ask(f"/api/clips/{CLIPS[0]}", Cookie=cookie)[2]
    status, headers, part = front.ask(f"/api/clips/{CLIPS[0]}", Cookie=cookie, Range="bytes=100-199")
    assert (status, part) == (206, whole[100:200])
    assert headers["content-range"] == f"bytes 100-199/{len(whole)}"


def test_slashes(front):
    cookie = front.enter()
    status, headers, _ = front.ask("/browse/", Cookie=cookie)
    assert status == 301 and headers["location"].endswith(f"{front.base_path}/browse")
    if front.base_path:
        status, headers, _ = front.ask("", Cookie=cookie)
        assert status in (301, 307) and headers["location"].endswith("/lens/")


def test_a_person_sees_every_screen(front, browser):
    context = window(browser.browser, ignore_https_errors=True)
    screen = Screen(context.new_page(), front.origin + front.base_path)
    page = screen.page
    page.set_default_timeout(60_000)  # a cap for slow machines, not a target
    page.on("pageerror", lambda error: screen.fail(str(error)))
    page.goto(f"{screen.address}/?clip={CLIPS[2]}&threshold=0.35")
    page.get_by_label("Token of this server").fill(TOKEN)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Open").click()
    screen.ready(CLIPS[2])
    assert page.get_by_label("Threshold, as a number").input_value() == "0.35"
    screen.lens("""root => new Promise((go) => {
      const video = root.querySelector("video");
      video.onseeked = go;
      video.currentTime = 7;
    })""")
    page.get_by_role("link", name="Compare").click()
    page.get_by_text("threshold 0.35").first.wait_for()
    page.wait_for_url("**/compare?**threshold=0.35**")  # which is completed after the screen is drawn
    page.reload()
    page.get_by_text("threshold 0.35").first.wait_for()
    page.goto(f"{screen.address}/browse")
    page.locator(".clips[data-ready]").wait_for()
    state = page.evaluate("fetch(new URL('api/notes.json', document.baseURI)).then((r) => r.json())")
    assert json.dumps(state) == "[]"
    context.close()
    assert not screen.errors
