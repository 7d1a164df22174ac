"""Notes, tags and stars of clips and saved filters, in a small SQLite file of the user's.

A clip is known by its data set's name and its file name, so one file serves every data set.  A filter is kept
as the rule it is, as text, and holds for any data set.  Each call opens the file anew and writes in one
transaction: several browsers and threads may do so at once.  Reading never creates the file.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from leap_app.remarks import LONGEST, Note, Remark, merged, tag_of, utc
from leap_core.browse import Rule
from leap_core.errors import InputError

VERSION = 3  # of the file's tables, kept in PRAGMA user_version
LONGEST_NAME = 80  # characters of a filter's name
_APPLICATION = 0x4C454E53  # "LENS" in PRAGMA application_id: which program's file this is
_PATIENCE = 5.0  # seconds to wait for another writer
_WHOSE = """
SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master)
FROM pragma_user_version, pragma_application_id
"""  # in one statement: another writer may be making the tables
_TABLES = {  # by the version that brought them
    1: """
CREATE TABLE clip (
    dataset TEXT NOT NULL,
    filename TEXT NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    changed TEXT NOT NULL,
    PRIMARY KEY (dataset, filename)
) WITHOUT ROWID
""",
    2: "CREATE TABLE filter (name TEXT PRIMARY KEY, rule TEXT NOT NULL) WITHOUT ROWID",
    3: """
CREATE TABLE tag (
    dataset TEXT NOT NULL,
    filename TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (dataset, filename, tag)
) WITHOUT ROWID
""",
}
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
        self.path = path

    def of(self, dataset: str, filename: str) -> Note:
        """The note of a clip; an empty one where there is none."""
        return self.all(dataset, filename).get(filename, Note())

    def all(self, dataset: str, filename: str | None = None) -> dict[str, Note]:
        """The notes of a data set's clips by file name, or of one of them."""
        with self._reading() as file:
            found = _remarks(file, dataset, filename) if file else []
        return {remark.filename: Note(remark.starred, remark.tags, remark.note) for remark in found}

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

    def write(self, dataset: str, filename: str, text: str) -> None:
        """Replace a clip's note; blank text deletes it.  Raises InputError over 10,000 characters."""
        text = text.strip().encode("utf-8", "replace").decode()  # half a surrogate pair cannot be stored
        query = "UPDATE clip SET note = ? WHERE dataset = ? AND filename = ?"
        self._change(dataset, [filename], query, _bounded(text, filename))

    def filters(self) -> dict[str, str]:
        """The saved filters, rules as JSON, by name."""
        with self._reading() as file:
            if file is None or _version(file) < 2:
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
        with self._writing() as file:
            file.execute("INSERT OR REPLACE INTO filter VALUES (?, ?)", (name, rule))

    def delete_filter(self, name: str) -> None:
        """Delete a saved filter."""
        with self._writing() as file:
            file.execute("DELETE FROM filter WHERE name = ?", (name,))

    def export(self) -> list[Remark]:
        """All that is said, in order of data set and clip."""
        with self._reading() as file:
            return _remarks(file) if file else []

    def merge(self, remarks: Iterable[Remark]) -> int:
        """Take in what another file says, all of it or nothing; returns of how many clips that was news.

        Raises InputError where the notes of a clip together are too long.
        """
        with self._writing() as file:
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
        with self._writing() as file:
            for said, statement in ((_now(), _TOUCH), (value, query)):
                file.executemany(statement, [(said, dataset, name) for name in filenames])
            file.execute(_SWEEP)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """The file, or None where there is none yet."""
        with self._errors():
            if not self.path.exists():
                yield None
                return
            with self._connection() as connection:
                yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, in a file that has every table."""
        with self._errors():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            with self._connection() as connection:
                connection.execute("BEGIN IMMEDIATE")
                for version in range(_version(connection) + 1, VERSION + 1):
                    connection.execute(_TABLES[version])
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {version}")
                yield connection
                connection.execute("COMMIT")

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """The file, which must be ours; what is not committed at the end is undone."""
        address = f"file:{quote(str(self.path.absolute()))}?mode=rw"
        connection = sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)
        try:
            version, application, tables = connection.execute(_WHOSE).fetchone()
            if tables and application != _APPLICATION:
                remedy = "Name another file with --notes."
                raise InputError(self.path, "expected notes of LEAP Lens, found another database", remedy)
            if version > VERSION:
                expected = f"expected notes of version {VERSION} or older, found version {version}"
                raise InputError(self.path, expected, "Update LEAP Lens.")
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            expected = f"expected a file of notes that can be read and written, found: {error}"
            raise InputError(self.path, expected, "Mend it, or name another file with --notes.") from error


def _version(connection: sqlite3.Connection) -> int:
    """Version of the tables; 0 where there are none yet."""
    query = "SELECT iif((SELECT count(*) FROM sqlite_master), user_version, 0) FROM pragma_user_version"
    return connection.execute(query).fetchone()[0]


def _remarks(
    file: sqlite3.Connection, dataset: str | None = None, filename: str | None = None
) -> list[Remark]:
    """What is said of the clips of a data set, or of one, or of all, in order."""
    version = _version(file)
    if not version:
        return []
    where = "WHERE dataset = ifnull(?, dataset) AND filename = ifnull(?, filename)"
    which, tags = (dataset, filename), defaultdict(list)
    if version >= 3:
        for of_data, name, tag in file.execute(f"SELECT * FROM tag {where} ORDER BY tag", which):
            tags[of_data, name].append(tag)
    query = f"SELECT dataset, filename, starred, note, changed FROM clip {where} ORDER BY dataset, filename"
    return [
        Remark(of_data, name, bool(starred), tuple(tags[of_data, name]), note, changed)
        for of_data, name, starred, note, changed in file.execute(query, which)
    ]


def _put(file: sqlite3.Connection, remark: Remark) -> None:
    """Write a remark that says all that was said before.  Raises InputError where it is too long."""
    clip = remark.dataset, remark.filename
    row = *clip, remark.starred, _bounded(remark.note, remark.filename), remark.changed or _now()
    columns = "dataset, filename, starred, note, changed"
    file.execute(f"INSERT OR REPLACE INTO clip ({columns}) VALUES (?, ?, ?, ?, ?)", row)
    file.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?, ?)", [(*clip, tag) for tag in remark.tags])


def _bounded(text: str, filename: str) -> str:
    if len(text) > LONGEST:
        expected = f"expected a note of at most {LONGEST:,} characters, found {len(text):,}"
        raise InputError(filename, expected, "Shorten it.")
    return text


def _now() -> str:
    return utc(datetime.now(UTC))
