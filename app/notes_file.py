"""The SQLite file that notes are kept in: opened anew by each call, made by the first that writes.

What is written is one transaction: several browsers and threads may do so at once.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from leap_app import folders
from leap_core.errors import InputError, reason

VERSION = 4  # of the file's tables, kept in PRAGMA user_version
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
    4: """
ALTER TABLE clip ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE clip ADD COLUMN written TEXT NOT NULL DEFAULT ''
""",
}


class NotesFile:
    """The file at `path`.  Raises InputError where it cannot be read or written."""

    def __init__(self, path: Path) -> None:
        """Touch nothing yet."""
        self.path = path

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """The file, or None where there is none yet."""
        with self._errors():
            if not self.path.exists():
                yield None
                return
            with self._connection() as connection:
                yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, in a file that has every table; InputError where visitors change nothing."""
        if folders.read_only():
            expected = "this server is read-only: notes and filters are shown and not changed"
            raise InputError("notes", expected, "Ask whoever runs it to change them.")
        with self._errors():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            with self._connection() as connection:
                connection.execute("BEGIN IMMEDIATE")
                for version in range(version_of(connection) + 1, VERSION + 1):
                    for statement in _TABLES[version].split(";"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {version}")
                yield connection
                connection.execute("COMMIT")

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """The file, which must be ours; what is not committed at the end is undone."""
        address = f"file:{quote(str(self.path.absolute()))}?mode=rw"
        connection = sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)
        connection.row_factory = _plain
        try:
            version, application, tables = connection.execute(_WHOSE).fetchone()
            if tables and (application != _APPLICATION or version < 1):
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
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:  # the last of a schema that is no text
            expected = f"expected a file of notes that can be read and written, found: {reason(error)}"
            raise InputError(self.path, expected, "Mend it, or name another file with --notes.") from error


def version_of(connection: sqlite3.Connection) -> int:
    """Version of the tables; 0 where there are none yet."""
    query = "SELECT iif((SELECT count(*) FROM sqlite_master), user_version, 0) FROM pragma_user_version"
    return connection.execute(query).fetchone()[0]


def _plain(cursor: sqlite3.Cursor, row: tuple) -> tuple:
    """A row as it is.  Raises sqlite3.DataError where it holds bytes: a column takes what it is given."""
    if any(isinstance(value, bytes) for value in row):
        raise sqlite3.DataError("bytes where text should be")
    return row
