"""What windows say of clips: the texts of two on one note are both kept, and each hears what became of it."""

import pytest

from leap_app import folders, session
from leap_app.components.timeline import timeline
from leap_app.notes import Notes
from leap_app.remarks import Note
from tests.app.test_clip import drawn, said
from tests.demo_fixture import CLIPS, SHOWCASE

TOLD = f"Another changed the note of {SHOWCASE} meanwhile: both texts are kept in it."


@pytest.fixture
def write(say):
    """Have a window tell a note, as its browser would."""
    return lambda test, text, base, number=1: say(
        test, {"what": "note", "clips": [SHOWCASE], "text": text, "base": base, "number": number}
    )


@pytest.fixture
def say(monkeypatch):
    """Have a window tell what its user says, as its browser would."""
    waiting = []

    def heard(view, **hears):
        while waiting:
            hears["on_said"](waiting.pop())
        timeline(view, **hears)

    def say(test, *sayings):
        waiting.append(sayings)
        test.run()  # which hears of it
        return drawn(test.run())

    monkeypatch.setattr("leap_app.screens.clip.timeline", heard)
    return say


def test_a_note_is_kept_and_the_window_hears_of_it(open_screen, write):
    test = open_screen(clip=SHOWCASE)
    assert drawn(test)["wrote"] == []
    view = write(test, " barks\n", [""], 7)
    assert view["wrote"] == [{"number": 7, "text": "barks", "joined": False}] and not test.info
    assert view["note"]["text"] == "barks" and view["note"]["by"] == ""


def test_the_second_writer_is_told_once_and_sees_both(open_screen, write, monkeypatch):
    first, second = open_screen(clip=SHOWCASE), open_screen(clip=SHOWCASE)
    monkeypatch.setattr(session, "visitor", lambda headers: "Ada")
    assert not write(first, "hers", [""])["wrote"][0]["joined"]
    monkeypatch.setattr(session, "visitor", lambda headers: "Bob")
    view = write(second, "his", [""], 2)
    assert view["wrote"] == [{"number": 2, "text": "hers\n\nhis", "joined": True}]
    assert view["note"]["text"] == "hers\n\nhis" and view["note"]["by"].startswith("by Bob, 20")
    assert [box.value for box in second.info] == [TOLD]
    assert not second.run().info and not first.run().info
    assert not write(second, "ours", ["hers\n\nhis"], 3)["wrote"][0]["joined"]


def test_what_cannot_be_kept_is_answered_so(open_screen, write):
    test = open_screen(clip=SHOWCASE)
    write(test, "barks", [""])
    assert write(test, "x" * 9_999, [""], 2)["wrote"] == [{"number": 2, "text": None, "joined": False}]
    assert Notes(folders.notes_path()).of("Tiny demo", SHOWCASE).text == "barks"
    test.run()
    assert write(test, "", ["barks"], 3)["wrote"][0]["text"] == "" and not said(test)


def test_all_that_is_told_is_kept_in_its_order_and_answered_each_and_may_come_again(open_screen, say):
    test, notes = open_screen(clip=SHOWCASE), Notes(folders.notes_path())
    one, both = [SHOWCASE], [CLIPS[0], SHOWCASE]
    sayings = (
        {"what": "tag", "clips": both, "tag": "good", "number": 3},
        {"what": "star", "clips": one, "number": 4},
        {"what": "star", "clips": ["../x"], "number": 5},  # is refused, and the rest is kept
        {"what": "untag", "clips": [CLIPS[0]], "tag": "good", "number": 6},
        {"what": "note", "clips": one, "text": "barks", "base": [""], "number": 7},
        {"what": "unstar", "clips": one, "number": 8},
    )
    for _ in range(2):
        wrote = say(test, *sayings)["wrote"]
        assert [answer["number"] for answer in wrote] == [3, 4, 5, 6, 7, 8]
        assert [answer["text"] for answer in wrote] == [None] * 4 + ["barks"] + [None]
        assert notes.all("Tiny demo") == {SHOWCASE: Note(False, ("good",), "barks")}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ({}, ""),
        ({"X-Leap-Visitor": "Ada%20Lovelace"}, "Ada Lovelace"),
        ({"X-Leap-Visitor": "%C3%96zlem"}, "Özlem"),
        ({"X-Leap-Visitor": "a%0Ab%00%E2%80%A8c"}, "abc"),
        ({"X-Leap-Visitor": "x" * 81}, "x" * 80),
        ({"X-Leap-Visitor": "%FF%zz"}, "\N{REPLACEMENT CHARACTER}%zz"),
    ],
)
def test_who_is_at_the_other_end(header, name):
    assert session.visitor(header) == name
