"""Starring a clip and writing a note: kept by the server, shown again after a reload."""

import json
import os
import sys
import time
import urllib.request
from functools import partial

import pytest

from benchmarks.served import free_port, running
from leap_app import folders
from leap_app.notes import Notes
from tests.browser.player import CLIP, shows
from tests.demo_fixture import CLIPS


def exported(screen) -> dict[str, dict]:
    with urllib.request.urlopen(f"{screen.address}/api/notes.json") as answer:
        return {line["filename"]: line for line in json.load(answer)}


def starred(screen) -> str:
    return screen.page.get_by_role("button", name="Star the clip").get_attribute("aria-pressed")


def test_star_by_key_and_by_button(screen):
    screen.open(f"?clip={CLIPS[0]}")
    assert starred(screen) == "false"
    screen.page.keyboard.press("s")
    assert starred(screen) == "true"
    screen.page.wait_for_timeout(500)
    assert exported(screen)[CLIPS[0]]["starred"]
    screen.open(f"?clip={CLIPS[0]}")
    assert starred(screen) == "true"
    screen.page.get_by_role("button", name="Star the clip").click()
    screen.page.wait_for_timeout(500)
    assert CLIPS[0] not in exported(screen)


def test_a_note_is_kept_for_its_clip_even_when_left_in_haste(screen):
    note = screen.page.get_by_label("Note", exact=True)
    screen.open(CLIP)
    note.fill("laughs <b>late</b>")
    screen.page.get_by_text("Saved", exact=True).wait_for()
    assert exported(screen)[CLIPS[2]]["note"] == "laughs <b>late</b>"
    note.fill("in haste")
    screen.page.get_by_role("button", name="Next", exact=True).click()
    screen.ready(CLIPS[3])
    assert note.input_value() == ""
    screen.open(CLIP)
    assert note.input_value() == "in haste"
    assert exported(screen)[CLIPS[2]]["note"] == "in haste" and CLIPS[3] not in exported(screen)


def test_a_note_is_kept_by_who_leaves_the_page_at_once(screen):
    note = screen.page.get_by_label("Note", exact=True)
    screen.open(f"?clip={CLIPS[4]}")
    for text, leave in (
        ("and loads anew", screen.page.reload),
        ("and goes", lambda: screen.page.goto("about:blank")),
        ("", screen.page.reload),
    ):
        screen.page.wait_for_load_state("networkidle")  # Firefox calls it an error to leave before
        note.fill(text)
        leave()
        told_again(screen, lambda text=text: exported(screen).get(CLIPS[4], {}).get("note", "") == text)
        screen.open(f"?clip={CLIPS[4]}")
        assert note.input_value() == text


def test_a_note_is_kept_by_who_closes_the_window_at_once(look, address):
    screen = look(address)
    screen.open(f"?clip={CLIPS[0]}")
    screen.page.get_by_label("Note", exact=True).fill("and closes")
    screen.page.close()
    for _ in range(50):
        if CLIPS[0] in exported(screen):
            return
        time.sleep(0.1)
    raise AssertionError("not kept")


def test_two_windows_on_one_note_keep_what_both_write(look, address):
    hers, his = (look(address) for _ in range(2))
    boxes = [window.page.get_by_label("Note", exact=True) for window in (hers, his)]
    for window in (hers, his):
        window.open(f"?clip={CLIPS[1]}")
    boxes[0].fill("starts early")
    hers.page.get_by_text("Saved", exact=True).wait_for()
    boxes[1].fill("ends late")
    his.page.get_by_text("Saved, with what another wrote", exact=True).wait_for()
    assert boxes[1].input_value() == exported(his)[CLIPS[1]]["note"] == "starts early\n\nends late"
    his.page.get_by_text(f"Another changed the note of {CLIPS[1]} meanwhile").wait_for()
    boxes[1].fill("starts early\n\nends late, and loud")  # over what is there now: nobody else wrote
    his.page.get_by_text("Saved", exact=True).wait_for()
    assert exported(his)[CLIPS[1]]["note"] == "starts early\n\nends late, and loud"
    boxes[0].fill("starts early\n\nis a cat")
    hers.page.get_by_text("Saved, with what another wrote", exact=True).wait_for()
    both = "starts early\n\nends late, and loud\n\nis a cat"
    assert boxes[0].input_value() == exported(hers)[CLIPS[1]]["note"] == both
    his.page.get_by_role("button", name="Star the clip").click()  # the server's answer has what she wrote
    his.until("(root) => root.querySelector('.notes textarea').value", both)
    boxes[1].fill("")
    his.page.get_by_text("Saved", exact=True).wait_for()
    assert not exported(his)[CLIPS[1]]["note"]
    his.page.get_by_role("button", name="Star the clip").click()


@pytest.fixture
def lose(screen):
    """Lose the first message on the way to the server that holds each of some words; returns those lost."""

    def lose(*words: str) -> list[str]:
        left, lost = [*words], []

        def between(socket) -> None:
            server = socket.connect_to_server()

            def pass_on(message) -> None:
                text = message if isinstance(message, str) else message.decode("latin-1")
                if held := [word for word in left if word in text]:
                    lost.extend(held)
                    left[:] = [word for word in left if word not in held]
                else:
                    server.send(message)

            socket.on_message(pass_on)

        screen.page.route_web_socket("**/_stcore/stream", between)
        return lost

    return lose


def test_a_note_that_was_lost_on_the_way_is_told_again(screen, lose):
    lost = lose("barks")
    screen.open(f"?clip={CLIPS[0]}")
    screen.page.get_by_label("Note", exact=True).fill("barks")
    screen.page.get_by_text("Saved", exact=True).wait_for()
    assert lost and exported(screen)[CLIPS[0]]["note"] == "barks"
    screen.page.get_by_label("Note", exact=True).fill("")
    screen.page.get_by_text("Saved", exact=True).wait_for()


def test_a_star_and_a_tag_that_were_lost_on_the_way_are_told_again(screen, lose):
    lost = lose('"star"', '"tag"')
    screen.open(f"?clip={CLIPS[1]}")
    screen.page.keyboard.press("s")
    box = screen.page.get_by_label("Add a tag")
    box.fill("good")
    box.press("Enter")
    assert starred(screen) == "true"
    told_again(screen, lambda: exported(screen).get(CLIPS[1], {}).get("tags") == ["good"])
    assert lost == ['"star"', '"tag"'] and exported(screen)[CLIPS[1]]["starred"] and starred(screen) == "true"
    screen.page.get_by_role("button", name="Remove the tag good").click()
    screen.page.keyboard.press("s")
    told_again(screen, lambda: CLIPS[1] not in exported(screen))


def test_a_star_that_was_lost_on_the_way_from_the_list_is_told_again_and_from_the_next_screen(screen, lose):
    lost = lose('"star"', '"unstar"')
    screen.page.goto(f"{screen.address}/browse")
    shows(screen, CLIPS)
    star = screen.page.locator(".card, tr").filter(has_text=CLIPS[3][:11]).get_by_role("button", name="Star")
    star.click()
    told_again(screen, lambda: CLIPS[3] in exported(screen))
    screen.page.get_by_role("button", name=f"Unstar {CLIPS[3][:11]}").click()
    screen.page.get_by_role("link", name="Clip", exact=True).click()  # before it is told again
    told_again(screen, lambda: CLIPS[3] not in exported(screen))
    assert lost == ['"star"', '"unstar"']


def told_again(screen, heard) -> None:
    """Wait until what was lost is heard."""
    for _ in range(600):
        if heard():
            return
        screen.page.wait_for_timeout(100)
    raise AssertionError("not told again")


@pytest.fixture
def serve(demo_root, tmp_path):
    """Start a server, each time at the same address."""
    own = {**os.environ, folders.CACHE: str(tmp_path / "cache")}
    command = [sys.executable, "-m", "app", "--data", demo_root, "--notes", tmp_path / "notes.sqlite"]
    return partial(running, command, at=free_port(), env=own)


def test_a_server_that_is_started_anew_under_a_page_takes_what_was_done_meanwhile(serve, look):
    with serve() as server:
        screen = look(server.address)
        screen.open(f"?clip={CLIPS[0]}&threshold=0.3")
        screen.page.get_by_text("none", exact=True).click()
        screen.page.keyboard.press("j")
        screen.ready(CLIPS[1])
        screen.page.wait_for_load_state("networkidle")
    note = screen.page.get_by_label("Note", exact=True)
    note.fill("written meanwhile")
    screen.page.wait_for_timeout(1500)
    with serve():
        told_again(screen, lambda: exported(screen).get(CLIPS[1], {}).get("note") == "written meanwhile")
        screen.ready(CLIPS[1])
        assert screen.page.get_by_role("radio", name="none", exact=True).is_checked()
        assert note.input_value() == "written meanwhile"
        assert f"clip={CLIPS[1]}" in screen.page.url
        screen.page.close()
    screen.errors.clear()  # of a server that did not answer


@pytest.mark.chromium  # Firefox tells of the server's end in its own way
def test_a_server_that_is_started_anew_hears_what_is_pressed_first(serve, look):
    with serve() as server:
        screen = look(server.address)
        page = screen.page
        page.goto(f"{server.address}/browse?look=table")
        shows(screen, CLIPS)
    page.locator("[data-test-connection-state=CONNECTED]").wait_for(state="hidden")
    drawn = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: drawn.append(frame)))
    with serve():
        told_again(screen, lambda: drawn)
        page.locator("[data-test-script-state=notRunning]").wait_for()
        page.get_by_role("radio", name="Gallery").click()
        page.wait_for_url("**look=gallery*")
        page.close()
    screen.errors.clear()  # of a server that did not answer


@pytest.fixture
def read_only(demo_root, tmp_path):
    """Address of a read-only server, where a note of Ada's was before."""
    notes = Notes(tmp_path / "notes.sqlite")
    notes.write("Tiny demo", CLIPS[2], "laughs <b>late</b>\n\nand ends", "Ada")
    notes.star("Tiny demo", [CLIPS[2]], True)
    notes.tag("Tiny demo", [CLIPS[2]], "good", True)
    own = {**os.environ, folders.READ_ONLY: "1", folders.CACHE: str(tmp_path / "cache")}
    command = [sys.executable, "-m", "app", "--data", demo_root, "--notes", notes.path]
    with running(command, env=own) as server:
        yield server.address


@pytest.fixture
def fixed(read_only, look):
    """A page on it."""
    return look(read_only)


def test_a_read_only_server_shows_notes_and_takes_none(fixed):
    page = fixed.page
    fixed.open(CLIP)
    notes = page.locator(".notes")
    assert notes.locator(".plain").inner_text() == "laughs <b>late</b>\n\nand ends"
    assert "by Ada, 20" in notes.inner_text() and notes.locator(".tag").all_inner_texts() == ["good"]
    assert notes.locator("textarea, input, button").count() == 0
    assert starred(fixed) == "true" and page.get_by_role("button", name="Star the clip").is_disabled()
    sent = fixed.sent
    page.keyboard.press("s")
    page.wait_for_timeout(300)
    assert starred(fixed) == "true" and fixed.sent == sent
    said = page.get_by_text("This server is read-only")
    assert said.count() == 1 and said.is_visible()
    page.get_by_role("link", name="Browse").click()
    shows(fixed, CLIPS)
    assert said.count() == 1 and said.is_visible()
    assert page.get_by_role("img", name="Starred").count() == 1
    bar = page.get_by_role("toolbar", name="Selected clips")
    assert not {"Star", "Unstar", "Tag", "Untag"} & {*bar.get_by_role("button").all_inner_texts()}
    assert page.get_by_text("by Ada, 20").count() == 1
