"""A server that is read-only: what writes is not there, on any screen, and the rest is."""

import json

import pytest

from leap_app import folders
from leap_app.notes import Notes
from leap_app.screens import said
from leap_app.screens.about import about_view
from leap_app.state import Screen
from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError
from tests.app.conftest import alone, opened
from tests.app.test_clip import drawn
from tests.demo_fixture import CLIPS

HIDDEN = {  # by screen: buttons, and files taken in
    "clip": set(),
    "browse": {"Save", "Delete", "Take in such a file; nothing that is here is lost"},
    "compare": set(),
    "figure": set(),
    "faith": set(),
    "studies": {"Measure"},
}


def controls(name: str) -> list[str]:
    query = {"study": "complexity"} if name == "studies" else {}
    test = opened(alone(name), query)
    return [control.label for control in (*test.button, *test.file_uploader)]


@pytest.fixture
def kept(demo):
    """Notes and a filter that were there before."""
    notes = Notes(folders.notes_path())
    notes.write("Tiny demo", CLIPS[0], "barks", "Ada")
    notes.star("Tiny demo", [CLIPS[0]], True)
    notes.save_filter("dogs", '{"classes":["Dog"]}')
    return notes


@pytest.mark.parametrize("name", HIDDEN)
def test_what_writes_is_not_there(kept, monkeypatch, name):
    before, file = controls(name), kept.path.read_bytes()
    monkeypatch.setenv(folders.READ_ONLY, "1")
    after = controls(name)
    assert [label for label in before if label not in HIDDEN[name]] == after and {*before} >= HIDDEN[name]
    assert kept.path.read_bytes() == file


def test_clips_are_shown_with_what_is_said_of_them(kept, open_screen, open_browse, monkeypatch):
    assert not drawn(open_screen(clip=CLIPS[0]))["read_only"] and not drawn(open_browse())["read_only"]
    monkeypatch.setenv(folders.READ_ONLY, "1")
    view, listed = drawn(open_screen(clip=CLIPS[0])), drawn(open_browse())
    assert view["read_only"] and listed["read_only"]
    (card,) = (clip for clip in listed["clips"] if clip["filename"] == CLIPS[0])
    assert view["note"]["text"] == card["note"] == "barks" and view["note"]["starred"] and card["starred"]
    assert view["note"]["by"] == card["by"] and card["by"].startswith("by Ada, 20")


def test_what_a_browser_marks_all_the_same_is_refused(kept, monkeypatch):
    monkeypatch.setenv(folders.READ_ONLY, "1")
    for what in ("star", "untag"):
        with pytest.raises(InputError, match="this server is read-only"):
            said.mark(open_dataset(folders.data_root()), what, CLIPS[:1], "good")


def test_every_screen_says_so_once(open_screen, monkeypatch):
    def notice() -> str:
        (about,) = (c for c in open_screen().get("bidi_component") if c.proto.component_name == "about")
        return json.loads(about.proto.json)["notice"]

    assert notice() == ""
    monkeypatch.setenv(folders.READ_ONLY, "1")
    assert notice() == "This server is read-only"
    assert {about_view(screen)["notice"] for screen in Screen} == {notice()}
