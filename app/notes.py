"""Notes and stars of clips and saved filters, in a small SQLite file of the user's.

A clip is known by its data set's name and its file name, so one file serves every data set.  A filter is kept
as the rule it is, as text, and holds for any data set.  Each call opens the file anew and writes in one
transaction: several browsers and threads may do so at once.  Reading never creates the file.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from leap_core.errors import InputError

VERSION = 2  # of the file's tables, kept in PRAGMA user_version
LONGEST = 10_000  # characters of a note
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
}


@dataclass(frozen=True)
class Note:
    """What the user says of a clip."""

    starred: bool = False
    text: str = ""


class Notes:
    """The notes file at `path`.  Every method raises InputError where it cannot be read or written."""

    def __init__(self, path: Path) -> None:
        """Touch nothing yet: the first write makes the file."""
        self.path = path

    def of(self, dataset: str, filename: str) -> Note:
        """The note of a clip; an empty one where there is none."""
        query = "SELECT starred, note FROM clip WHERE dataset = ? AND filename = ?"
        rows = self._read(query, (dataset, filename))
        return Note(bool(rows[0][0]), rows[0][1]) if rows else Note()

    def star(self, dataset: str, filename: str, starred: bool) -> None:
        """Star a clip or take the star away."""
        self._set("starred", dataset, filename, int(starred))

    def write(self, dataset: str, filename: str, text: str) -> None:
        """Replace a clip's note; blank text deletes it.  Raises InputError over 10,000 characters."""
        text = text.strip().encode("utf-8", "replace").decode()  # half a surrogate pair cannot be stored
        if len(text) > LONGEST:
            expected = f"expected a note of at most {LONGEST:,} characters, found {len(text):,}"
            raise InputError(filename, expected, "Shorten it.")
        self._set("note", dataset, filename, text)

    def starred(self, dataset: str) -> list[str]:
        """File names of the starred clips of a data set."""
        query = "SELECT filename FROM clip WHERE dataset = ? AND starred ORDER BY filename"
        return [name for (name,) in self._read(query, (dataset,))]

    def filters(self) -> dict[str, str]:
        """The saved filters, rules as JSON, by name."""
        return dict(self._read("SELECT name, rule FROM filter ORDER BY name", (), since=2))

    def save_filter(self, name: str, rule: str) -> None:
        """Save a rule under a name, in place of one of that name.

        Raises InputError on an empty name, one over 80 characters, or one that cannot be printed.
        """
        name = name.strip()
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            expected = f"expected a name of 1 to {LONGEST_NAME} characters to print, found {name[:80]!r}"
            raise InputError("name of the filter", expected, "Choose another name.")
        self._write([("INSERT OR REPLACE INTO filter VALUES (?, ?)", (name, rule))])

    def delete_filter(self, name: str) -> None:
        """Delete a saved filter."""
        self._write([("DELETE FROM filter WHERE name = ?", (name,))])

    def export(self) -> list[dict[str, Any]]:
        """All notes and stars in order of data set and clip, JSON-ready; `changed` is UTC, ISO 8601."""
        query = "SELECT dataset, filename, starred, note, changed FROM clip ORDER BY dataset, filename"
        names = ("dataset", "filename", "starred", "note", "changed")
        return [
            dict(zip(names, row, strict=True)) | {"starred": bool(row[2])} for row in self._read(query, ())
        ]

    def _set(self, column: str, dataset: str, filename: str, value: int | str) -> None:
        """Set one column of a clip's row; a row that says nothing any more is deleted."""
        upsert = (
            f"INSERT INTO clip (dataset, filename, {column}, changed) VALUES (?, ?, ?, ?) "
            f"ON CONFLICT DO UPDATE SET {column} = excluded.{column}, changed = excluded.changed"
        )
        now = datetime.now(UTC).isoformat(timespec="seconds")
        empty = "DELETE FROM clip WHERE NOT starred AND note = ''"
        self._write([(upsert, (dataset, filename, value, now)), (empty, ())])

    def _read(self, query: str, values: tuple[str, ...], since: int = 1) -> list[tuple]:
        """Rows of a table that is there `since` a version; none in an older file."""
        with self._errors():
            if not self.path.exists():
                return []
            with self._connection() as connection:
                return connection.execute(query, values).fetchall() if _version(connection) >= since else []

    def _write(self, statements: list[tuple[str, tuple]]) -> None:
        """Carry out statements in one transaction, in a file that has every table."""
        with self._errors():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            with self._connection() as connection:
                connection.execute("BEGIN IMMEDIATE")
                for version in range(_version(connection) + 1, VERSION + 1):
                    connection.execute(_TABLES[version])
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {version}")
                for statement, values in statements:
                    connection.execute(statement, values)
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
