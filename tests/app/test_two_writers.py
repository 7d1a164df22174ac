"""Two windows on one note: both texts are kept, and the second to write is told."""

import pytest

from leap_app import folders, session
from leap_app.components.timeline import timeline
from leap_app.notes import Notes
from tests.app.test_clip import drawn, said
from tests.demo_fixture import SHOWCASE

TOLD = f"Another changed the note of {SHOWCASE} meanwhile: both texts are kept in it."


@pytest.fixture
def write(monkeypatch):
    """Have a window send a note, as its browser would."""
    waiting = []

    def heard(view, **hears):
        while waiting:
            hears["on_note"](SHOWCASE, *waiting.pop())
        timeline(view, **hears)

    def write(test, text, base, number=1):
        waiting.append((text, base, number))
        test.run()  # which hears of it
        return drawn(test.run())

    monkeypatch.setattr("leap_app.screens.clip.timeline", heard)
    return write


def test_a_note_is_kept_and_the_window_hears_of_it(open_screen, write):
    test = open_screen(clip=SHOWCASE)
    assert drawn(test)["wrote"] is None
    view = write(test, " barks\n", [""], 7)
    assert view["wrote"] == {"number": 7, "text": "barks", "joined": False} and not test.info
    assert view["note"]["text"] == "barks" and view["note"]["by"] == ""


def test_the_second_writer_is_told_once_and_sees_both(open_screen, write, monkeypatch):
    first, second = open_screen(clip=SHOWCASE), open_screen(clip=SHOWCASE)
    monkeypatch.setattr(session, "visitor", lambda: "Ada")
    assert not write(first, "hers", [""])["wrote"]["joined"]
    monkeypatch.setattr(session, "visitor", lambda: "Bob")
    view = write(second, "his", [""], 2)
    assert view["wrote"] == {"number": 2, "text": "hers\n\nhis", "joined": True}
    assert view["note"]["text"] == "hers\n\nhis" and view["note"]["by"].startswith("by Bob, 20")
    assert [box.value for box in second.info] == [TOLD]
    assert not second.run().info and not first.run().info
    assert not write(second, "ours", ["hers\n\nhis"], 3)["wrote"]["joined"]


def test_what_cannot_be_kept_is_answered_so(open_screen, write):
    test = open_screen(clip=SHOWCASE)
    write(test, "barks", [""])
    assert write(test, "x" * 9_999, [""], 2)["wrote"] == {"number": 2, "text": None, "joined": False}
    assert Notes(folders.notes_path()).of("Tiny demo", SHOWCASE).text == "barks"
    test.run()
    assert write(test, "", ["barks"], 3)["wrote"]["text"] == "" and not said(test)


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
def test_who_is_at_the_other_end(monkeypatch, header, name):
    monkeypatch.setattr(session.st, "context", type("Context", (), {"headers": header}))
    assert session.visitor() == name
