"""Notes and stars: kept whole, never lost silently, never in a file that is not theirs."""

import contextlib
import re
import resource
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leap_app import folders
from leap_app.notes import Notes
from leap_app.remarks import LONGEST, Note, Remark
from leap_core.browse import Rule
from leap_core.errors import InputError
from tests.app.test_clip import drawn
from tests.demo_fixture import CLIPS, SHOWCASE

DOG, CAT = "dog00000000_0_10", "cat00000000_0_10"


@pytest.fixture
def notes(tmp_path):
    return Notes(tmp_path / "new folder" / "notes.sqlite")


def test_star_and_note_are_kept_apart_for_each_clip_and_data_set(notes):
    notes.star("LLP", [DOG], True)
    notes.write("LLP", DOG, "  barks late \n")
    notes.write("Other", DOG, "another dog")
    assert notes.of("LLP", DOG) == Note(True, text="barks late")
    assert notes.of("Other", DOG) == Note(text="another dog")
    assert notes.of("LLP", CAT) == Note()
    notes.star("LLP", [DOG], False)
    assert notes.of("LLP", DOG) == Note(text="barks late")


def test_export_lists_all_and_what_says_nothing_is_gone(notes):
    notes.star("LLP", [DOG], True)
    notes.write("LLP", CAT, "meows")
    notes.write("A", CAT, "x")
    notes.write("A", CAT, " ", base=["x"])
    first, second = notes.export()
    assert first == Remark("LLP", CAT, note="meows", changed=first.changed, written=first.changed)
    assert second == Remark("LLP", DOG, starred=True, changed=second.changed)
    assert first.changed.endswith("+00:00") and second.changed >= "2026"


def test_reading_creates_nothing(notes):
    assert notes.of("LLP", DOG) == Note() and notes.export() == []
    assert not notes.path.parent.exists()


def test_the_file_is_the_users_alone(notes):
    notes.star("LLP", [DOG], True)
    assert notes.path.stat().st_mode & 0o777 == 0o600


@given(text=st.text(max_size=300), name=st.text(min_size=1, max_size=30).filter(lambda t: t.isprintable()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_text_comes_back(notes, text, name):
    notes.write(name, DOG, text, base=(notes.of(name, DOG).text,))
    assert notes.of(name, DOG).text == text.strip()


def test_half_a_character_is_replaced_and_too_much_is_refused(notes):
    notes.write("LLP", DOG, "a\ud800b")
    assert notes.of("LLP", DOG).text == "a?b"
    notes.write("LLP", DOG, "x" * LONGEST, base=["a?b"])
    with pytest.raises(InputError, match="at most 10,000 characters, found 10,001"):
        notes.write("LLP", DOG, "y" * (LONGEST + 1), base=["x" * LONGEST])
    with pytest.raises(InputError, match="at most 10,000 characters, found 10,003"):
        notes.write("LLP", DOG, "y", base=["x"])
    assert notes.of("LLP", DOG).text == "x" * LONGEST


def test_many_at_once(notes):
    def write(n: int) -> None:
        Notes(notes.path).write("LLP", f"{n:011}_0_10", str(n))
        Notes(notes.path).star("LLP", [DOG], n % 2 == 0)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    kept = [line for line in notes.export() if line.filename != DOG]
    assert [line.note for line in kept] == [str(n) for n in range(40)]


def test_a_writer_that_cannot_go_on_leaves_all_as_it_was(notes, monkeypatch):
    notes.write("LLP", DOG, "first")
    monkeypatch.setattr("leap_app.notes_file._PATIENCE", 0.05)
    holder = sqlite3.connect(notes.path)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(InputError, match="found: database is locked"):
        notes.write("LLP", DOG, "second")
    holder.close()
    assert notes.of("LLP", DOG).text == "first"


def test_a_full_disk_loses_nothing_that_was_kept(notes):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    notes.write("LLP", DOG, "first")
    resource.setrlimit(resource.RLIMIT_FSIZE, (notes.path.stat().st_size, hard))  # bytes: no file may grow
    try:
        with pytest.raises(InputError, match=r"found: .*disk"):
            notes.write("LLP", CAT, "x" * LONGEST)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [line.note for line in notes.export()] == ["first"]
    notes.write("LLP", CAT, "there is room again")
    assert notes.of("LLP", CAT).text == "there is room again"


def make_newer(path):
    Notes(path).star("LLP", [DOG], True)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()


def make_foreign(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bank (account TEXT)")
    connection.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b"not a database, but a letter" * 50), "file is not a database"),
        (make_newer, "expected notes of version 4 or older, found version 7. Update LEAP Lens"),
        (make_foreign, "expected notes of LEAP Lens, found another database. Name another file"),
        (lambda path: path.mkdir(), "unable to open database file"),
    ],
)
def test_bad_files_are_named_and_left_alone(tmp_path, make, message):
    path = tmp_path / "notes.sqlite"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    for call in (
        lambda: Notes(path).of("LLP", DOG),
        lambda: Notes(path).star("LLP", [DOG], True),
        lambda: Notes(path).export(),
    ):
        with pytest.raises(InputError, match=message) as caught:
            call()
        assert caught.value.source == str(path)
    assert before is None or path.read_bytes() == before


HOME = "home/Library/Application Support" if sys.platform == "darwin" else "home/.local/share"


def test_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match="can be read and written"):
        Notes(tmp_path / "file" / "notes.sqlite").star("LLP", [DOG], True)


@pytest.mark.parametrize(
    ("environment", "folder"),
    [({}, HOME), ({"XDG_DATA_HOME": ""}, HOME), ({"XDG_DATA_HOME": "/data"}, "/data")],
)
def test_where_notes_are_kept(monkeypatch, tmp_path, environment, folder):
    for name in ("XDG_DATA_HOME", folders.NOTES):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": str(tmp_path / "home"), **environment}.items():
        monkeypatch.setenv(name, value)
    assert folders.notes_path() == tmp_path / folder / "leap-lens" / "notes.sqlite"
    monkeypatch.setenv(folders.NOTES, "/mine.sqlite")
    assert str(folders.notes_path()) == "/mine.sqlite"


def test_the_screen_shows_the_note_of_its_clip(open_screen, demo, tmp_path):
    Notes(tmp_path / "notes.sqlite").write("Tiny demo", SHOWCASE, "look here")
    Notes(tmp_path / "notes.sqlite").star("Tiny demo", [CLIPS[0]], True)
    assert drawn(open_screen())["note"] == {"starred": False, "tags": [], "text": "look here", "by": ""}
    assert drawn(open_screen(clip=CLIPS[0]))["note"] == {"starred": True, "tags": [], "text": "", "by": ""}


def test_the_screen_says_what_is_wrong_with_the_file_and_goes_on(open_screen, demo, tmp_path):
    (tmp_path / "notes.sqlite").write_bytes(b"not a database, but a letter" * 50)
    test = open_screen()
    assert "file is not a database" in "\n".join(error.value for error in test.error)
    assert drawn(test)["runs"]


RULE = '{"classes":["Dog"],"sort":"difference"}'


def test_filters_are_kept_by_name_and_replaced(notes):
    notes.save_filter(" dogs ", "{}")
    notes.save_filter("dogs", RULE)
    notes.save_filter("Übersicht ☂", "{}")
    assert notes.filters() == {"dogs": RULE, "Übersicht ☂": "{}"}
    notes.delete_filter("dogs")
    notes.delete_filter("nobody")
    assert list(notes.filters()) == ["Übersicht ☂"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "\ud800", "a\0b"])
def test_names_of_filters_have_bounds(notes, name):
    with pytest.raises(InputError, match="expected a name of 1 to 80 characters"):
        notes.save_filter(name, RULE)
    assert not notes.path.exists()


def age(path, version: int) -> None:
    """Leave the file as an older version did."""
    with sqlite3.connect(path) as connection:
        for column in ("author", "written"):
            connection.execute(f"ALTER TABLE clip DROP COLUMN {column}")
        for table in ("filter", "tag")[version - 1 :]:
            connection.execute(f"DROP TABLE {table}")
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE clip SET note = x'ff'", "found: bytes where text should be"),
        ("UPDATE tag SET tag = CAST(x'ff' AS TEXT)", "found: Could not decode to UTF-8"),
        ("UPDATE sqlite_master SET sql = 'CREATE TABLE clip (' WHERE name = 'clip'", "found: malformed"),
        ("UPDATE sqlite_master SET sql = CAST(x'ff' AS TEXT)", "found: "),
        ("PRAGMA user_version = -6", "found another database"),
        ("ALTER TABLE clip DROP COLUMN note", "found: no such column"),
    ],
)
def test_what_is_spoilt_inside_a_file_is_said(notes, statement, message):
    notes.write("LLP", DOG, "laughs")
    notes.tag("LLP", [DOG], "good", True)
    with contextlib.closing(sqlite3.connect(notes.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(statement)
    for ask in (notes.export, lambda: notes.merge([Remark("LLP", CAT, True)])):
        with pytest.raises(InputError, match=re.escape(message)):
            ask()


def test_a_table_with_a_column_more_is_read(notes):
    notes.tag("LLP", [DOG], "good", True)
    with contextlib.closing(sqlite3.connect(notes.path)) as connection:
        connection.execute("ALTER TABLE tag ADD COLUMN colour TEXT")
    assert notes.of("LLP", DOG) == Note(False, ("good",))


def test_a_file_of_the_second_version_goes_on(notes):
    notes.star("LLP", [DOG], True)
    notes.save_filter("dogs", RULE)
    age(notes.path, 2)
    assert notes.of("LLP", DOG) == Note(True) and notes.filters() == {"dogs": RULE}
    notes.tag("LLP", [DOG], "good", True)
    assert notes.of("LLP", DOG) == Note(True, ("good",)) and notes.filters() == {"dogs": RULE}


def test_a_file_of_the_third_version_goes_on(notes):
    notes.write("LLP", DOG, "barks", "Ada")
    notes.tag("LLP", [DOG], "good", True)
    age(notes.path, 3)
    assert notes.of("LLP", DOG) == Note(tags=("good",), text="barks")
    notes.write("LLP", CAT, "meows", "Ada")
    assert notes.of("LLP", DOG) == Note(tags=("good",), text="barks")
    assert notes.of("LLP", CAT).by.startswith("by Ada, 20")


def test_a_file_of_the_first_version_goes_on(notes):
    notes.star("LLP", [DOG], True)
    age(notes.path, 1)
    assert notes.filters() == {} and notes.named("LLP", Rule(starred=True)) == [DOG]
    notes.save_filter("dogs", RULE)
    assert notes.filters() == {"dogs": RULE} and notes.of("LLP", DOG) == Note(True)


def test_a_file_that_says_its_version_but_has_no_tables_gets_them(notes):
    notes.path.parent.mkdir(parents=True)
    with sqlite3.connect(notes.path) as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    assert notes.named("LLP", Rule(starred=True)) == []
    notes.star("LLP", [DOG], True)
    assert notes.named("LLP", Rule(starred=True)) == [DOG]


def test_where_facts_are_kept(monkeypatch, tmp_path):
    monkeypatch.setenv(folders.CACHE, str(tmp_path))
    assert folders.cache_root() == tmp_path / "browse"
    monkeypatch.setenv(folders.CACHE, "")  # counts as unset
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "theirs"))
    assert folders.cache_root() == tmp_path / "theirs" / "leap-lens" / "browse"


def test_tags_of_many_clips_at_once(notes):
    notes.tag("LLP", [DOG, CAT], "  to   do ", True)
    notes.tag("LLP", [DOG], "good", True)
    notes.tag("LLP", [DOG], "good", True)
    assert notes.all("LLP") == {CAT: Note(tags=("to do",)), DOG: Note(tags=("good", "to do"))}
    notes.tag("LLP", [DOG, CAT], "to do", False)
    assert notes.all("LLP") == {DOG: Note(tags=("good",))}
    notes.tag("LLP", [DOG], "good", False)
    assert notes.export() == []


@pytest.mark.parametrize("tag", ["", " ", "x" * 31, "a,b", "a\0b", "\ud800"])
def test_tags_have_bounds(notes, tag):
    with pytest.raises(InputError, match="expected 1 to 30 characters to print, without a comma"):
        notes.tag("LLP", [DOG], tag, True)
    assert not notes.path.exists()


def test_what_is_said_of_clips_picks_them(notes):
    notes.star("LLP", [DOG, CAT], True)
    notes.star("Other", ["owl00000000_0_10"], True)
    notes.write("LLP", "hen00000000_0_10", "Clucks LATE")
    notes.write("LLP", DOG, "barks late")
    notes.tag("LLP", [DOG, CAT], "good", True)
    notes.tag("LLP", [DOG], "to do", True)
    picked = lambda **asked: notes.named("LLP", Rule(**asked))  # noqa: E731
    assert picked(starred=True) == [CAT, DOG]
    assert picked(tags=("good",)) == [CAT, DOG] and picked(tags=("good", "to do")) == [DOG]
    assert picked(note="late") == [DOG, "hen00000000_0_10"]
    assert picked(note="late", starred=True, tags=("good",)) == [DOG]
    assert picked(classes=("Dog",)) is None


def test_what_others_say_is_merged_whole_or_not_at_all(notes):
    notes.write("LLP", DOG, "barks")
    before = notes.export()
    theirs = [Remark("LLP", CAT, True, ("good",)), Remark("LLP", DOG, note="x" * (LONGEST - 5))]
    with pytest.raises(InputError, match="at most 10,000 characters, found 10,002"):
        notes.merge(theirs)
    assert notes.export() == before
    theirs = [theirs[0], Remark("LLP", DOG, tags=("late",), note="late\n\nbarks"), Remark("LLP", "owl")]
    assert notes.merge(theirs) == 2
    assert notes.all("LLP") == {CAT: Note(True, ("good",)), DOG: Note(False, ("late",), "barks\n\nlate")}
    after = notes.export()
    assert notes.merge(theirs) == notes.merge(after) == 0 and notes.export() == after


def test_the_author_is_who_wrote_last(notes, monkeypatch):
    monkeypatch.setattr("leap_app.notes._now", lambda: "2026-11-26T12:03:00+00:00")
    notes.write("LLP", DOG, "barks", "Ada")
    monkeypatch.setattr("leap_app.notes._now", lambda: "2026-11-26T12:04:00+00:00")
    notes.star("LLP", [DOG], True)
    notes.write("LLP", DOG, "barks", "Bob", base=["barks"])  # which says nothing new
    assert notes.of("LLP", DOG) == Note(True, text="barks", by="by Ada, 2026-11-26 12:03 UTC")
    assert notes.write("LLP", DOG, "growls", "Bob", base=["barks"]) == "growls"
    assert notes.of("LLP", DOG).by == "by Bob, 2026-11-26 12:04 UTC"
    notes.write("LLP", DOG, "howls", base=["growls"])
    assert notes.of("LLP", DOG) == Note(True, text="howls")
    notes.write("LLP", DOG, "", "Bob", base=["howls"])
    assert notes.export() == [Remark("LLP", DOG, True, changed="2026-11-26T12:04:00+00:00")]


def test_a_note_that_another_changed_meanwhile_holds_both(notes):
    notes.write("LLP", DOG, "barks")
    assert notes.write("LLP", DOG, "barks\n\nlate", "Ada", base=["barks"]) == "barks\n\nlate"
    assert notes.write("LLP", DOG, "barks\n\nloud", "Bob", base=["barks"]) == "barks\n\nlate\n\nloud"
    assert notes.of("LLP", DOG).by.startswith("by Bob, ")
    assert notes.write("LLP", DOG, "", base=["barks"]) == "barks\n\nlate\n\nloud"
    assert notes.write("LLP", DOG, "", base=["", "barks\n\nlate\n\nloud"]) == ""


class Window:
    """The note of a clip in a window, as app/components/timeline/notes.js has it."""

    def __init__(self, notes: Notes) -> None:
        self.notes, self.typed, self.base = notes, [], [""]

    def look(self) -> None:
        if "\n\n".join(self.typed) == self.base[-1]:
            self._show(self.notes.of("LLP", DOG).text)

    def send(self, arrives: bool, answered: bool) -> set[str]:
        """What is kept of it."""
        text = "\n\n".join(self.typed)
        kept = self.notes.write("LLP", DOG, text, base=self.base) if arrives else ""
        self.base = [*self.base, text]
        saved = {*self.typed} if arrives else set()
        if arrives and answered:
            self._show(kept)
        return saved

    def _show(self, text: str) -> None:
        self.typed, self.base = text.split("\n\n") if text else [], [text]


MOVES = st.sampled_from(["look", "cut", "write", "write unanswered", "write in vain"])


@given(st.lists(st.tuples(st.integers(0, 2), MOVES), min_size=3, max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_no_order_of_writers_loses_a_paragraph(notes, moves):
    notes.write("LLP", DOG, "", base=[notes.of("LLP", DOG).text])
    windows, kept, cut = [Window(notes) for _ in range(3)], set(), set()
    for number, (who, move) in enumerate(moves):
        window = windows[who]
        if move == "look":
            window.look()
        elif move == "cut":
            cut |= {*window.typed[:1]}
            del window.typed[:1]
        else:
            window.typed.append(f"{number}\nof {who}")
            kept |= window.send(move != "write in vain", move == "write")
            there = notes.of("LLP", DOG).text.split("\n\n")
            assert kept - cut <= {*there} and len({*there}) == len(there)


def test_a_server_for_readers_changes_nothing(notes, monkeypatch):
    notes.write("LLP", DOG, "barks")
    notes.save_filter("dogs", RULE)
    before = notes.path.read_bytes()
    monkeypatch.setenv(folders.READ_ONLY, "1")
    for change in (
        lambda: notes.star("LLP", [DOG], True),
        lambda: notes.tag("LLP", [DOG], "good", True),
        lambda: notes.write("LLP", DOG, "growls", base=["barks"]),
        lambda: notes.merge([Remark("LLP", CAT, True)]),
        lambda: notes.save_filter("cats", "{}"),
        lambda: notes.delete_filter("dogs"),
    ):
        with pytest.raises(InputError, match="this server is read-only"):
            change()
    assert notes.path.read_bytes() == before
    assert notes.of("LLP", DOG) == Note(text="barks") and notes.filters() == {"dogs": RULE}
