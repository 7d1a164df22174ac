"""Notes, tags and stars of clips and saved filters, in a small SQLite file of the user's.

A clip is known by its data set's name and its file name, so one file serves every data set.  A filter is kept
as the rule it is, as text, and holds for any data set.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from leap_app.notes_file import NotesFile, version_of
from leap_app.remarks import LONGEST, Note, Remark, by, merged, tag_of, text_of, utc
from leap_core.browse import Rule
from leap_core.errors import InputError

LONGEST_NAME = 80  # characters of a filter's name
_TOUCH = """
INSERT INTO clip (changed, dataset, filename) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET changed = excluded.changed
"""
_SWEEP = """
DELETE FROM clip WHERE NOT starred AND note = ''
AND NOT EXISTS (SELECT 1 FROM tag WHERE tag.dataset = clip.dataset AND tag.filename = clip.filename)
"""  # rows that say nothing any more


class Notes:
    """The notes file at `path`.  Every method raises InputError where it cannot be read or written."""

    def __init__(self, path: Path) -> None:
        """Touch nothing yet: the first write makes the file."""
        self.path, self._file = path, NotesFile(path)

    def of(self, dataset: str, filename: str) -> Note:
        """The note of a clip; an empty one where there is none."""
        return self.all(dataset, filename).get(filename, Note())

    def all(self, dataset: str, filename: str | None = None) -> dict[str, Note]:
        """The notes of a data set's clips by file name, or of one of them."""
        with self._file.reading() as file:
            found = _remarks(file, dataset, filename) if file else []
        return {one.filename: Note(one.starred, one.tags, one.note, by(one)) for one in found}

    def named(self, dataset: str, rule: Rule) -> list[str] | None:
        """Names of the clips of which is said what a rule asks; None where it asks for no such thing."""
        if not rule.asks_notes:
            return None
        text = rule.note.casefold()
        return [
            name
            for name, note in self.all(dataset).items()
            if note.starred >= rule.starred and {*rule.tags} <= {*note.tags} and text in note.text.casefold()
        ]

    def star(self, dataset: str, filenames: Sequence[str], starred: bool) -> None:
        """Star clips or take their stars away."""
        query = "UPDATE clip SET starred = ? WHERE dataset = ? AND filename = ?"
        self._change(dataset, filenames, query, int(starred))

    def tag(self, dataset: str, filenames: Sequence[str], tag: str, on: bool) -> None:
        """Give clips a tag or take it away.  Raises InputError where it is no tag."""
        put = "INSERT OR IGNORE INTO tag (tag, dataset, filename) VALUES (?, ?, ?)"
        drop = "DELETE FROM tag WHERE tag = ? AND dataset = ? AND filename = ?"
        self._change(dataset, filenames, put if on else drop, tag_of(tag))

    def write(
        self, dataset: str, filename: str, text: str, author: str = "", base: Collection[str] = ("",)
    ) -> str:
        """Replace a clip's note, which its writer knows as one of `base`; returns what it is now.

        Blank text deletes it.  A note that is none of `base` was changed by another meanwhile: both are kept,
        theirs first.  Raises InputError over 10,000 characters.
        """
        text, now = text_of(text), _now()
        with self._file.writing() as file:
            known = next(iter(_remarks(file, dataset, filename)), Remark(dataset, filename))
            note = text if known.note in base else merged(known, replace(known, note=text)).note
            if note != known.note:
                author, written = (author, now) if note else ("", "")
                _put(file, replace(known, note=note, changed=now, author=author, written=written))
                file.execute(_SWEEP)
        return note

    def filters(self) -> dict[str, str]:
        """The saved filters, rules as JSON, by name."""
        with self._file.reading() as file:
            if file is None or version_of(file) < 2:
                return {}
            return dict(file.execute("SELECT name, rule FROM filter ORDER BY name"))

    def save_filter(self, name: str, rule: str) -> None:
        """Save a rule under a name, in place of one of that name.

        Raises InputError on an empty name, one over 80 characters, or one that cannot be printed.
        """
        name = name.strip()
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            expected = f"expected a name of 1 to {LONGEST_NAME} characters to print, found {name[:80]!r}"
            raise InputError("name of the filter", expected, "Choose another name.")
        with self._file.writing() as file:
            file.execute("INSERT OR REPLACE INTO filter VALUES (?, ?)", (name, rule))

    def delete_filter(self, name: str) -> None:
        """Delete a saved filter."""
        with self._file.writing() as file:
            file.execute("DELETE FROM filter WHERE name = ?", (name,))

    def export(self) -> list[Remark]:
        """All that is said, in order of data set and clip."""
        with self._file.reading() as file:
            return _remarks(file) if file else []

    def merge(self, remarks: Iterable[Remark]) -> int:
        """Take in what another file says, all of it or nothing; returns of how many clips that was news.

        Raises InputError where the notes of a clip together are too long.
        """
        with self._file.writing() as file:
            before = {(remark.dataset, remark.filename): remark for remark in _remarks(file)}
            after = dict(before)
            for theirs in remarks:
                clip = theirs.dataset, theirs.filename
                after[clip] = merged(after.get(clip, Remark(*clip)), theirs)
            news = 0
            for clip, remark in after.items():
                known = before.get(clip, Remark(*clip))
                if remark != known:
                    _put(file, remark)
                    news += remark != replace(known, changed=remark.changed)
            file.execute(_SWEEP)
        return news

    def _change(self, dataset: str, filenames: Sequence[str], query: str, value: int | str) -> None:
        """Carry out a statement for each clip, which says (value, dataset, filename)."""
        with self._file.writing() as file:
            for said, statement in ((_now(), _TOUCH), (value, query)):
                file.executemany(statement, [(said, dataset, name) for name in filenames])
            file.execute(_SWEEP)


def _remarks(
    file: sqlite3.Connection, dataset: str | None = None, filename: str | None = None
) -> list[Remark]:
    """What is said of the clips of a data set, or of one, or of all, in order."""
    version = version_of(file)
    if not version:
        return []
    where = "WHERE dataset = ifnull(?, dataset) AND filename = ifnull(?, filename)"
    which, tags = (dataset, filename), defaultdict(list)
    if version >= 3:
        for of_data, name, tag in file.execute(
            f"SELECT dataset, filename, tag FROM tag {where} ORDER BY tag", which
        ):
            tags[of_data, name].append(tag)
    signed = "author, written" if version >= 4 else "'', ''"
    columns = f"dataset, filename, starred, note, changed, {signed}"
    query = f"SELECT {columns} FROM clip {where} ORDER BY dataset, filename"
    return [
        Remark(of_data, name, bool(starred), tuple(tags[of_data, name]), *said)
        for of_data, name, starred, *said in file.execute(query, which)
    ]


def _put(file: sqlite3.Connection, remark: Remark) -> None:
    """Write a remark that says all that was said before.  Raises InputError where it is too long."""
    clip = remark.dataset, remark.filename
    said = _bounded(remark.note, remark.filename), remark.changed or _now(), remark.author, remark.written
    columns = "dataset, filename, starred, note, changed, author, written"
    query = f"INSERT OR REPLACE INTO clip ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)"
    file.execute(query, (*clip, remark.starred, *said))
    file.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?, ?)", [(*clip, tag) for tag in remark.tags])


def _bounded(text: str, filename: str) -> str:
    if len(text) > LONGEST:
        expected = f"expected a note of at most {LONGEST:,} characters, found {len(text):,}"
        raise InputError(filename, expected, "Shorten it.")
    return text


def _now() -> str:
    return utc(datetime.now(UTC))
