"""Starring a clip and writing a note: kept by the server, shown again after a reload."""

import json
import urllib.request

from tests.browser.player import CLIP
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
