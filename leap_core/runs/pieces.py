"""Numbered Parquet pieces of one thing in a folder, with a record that says of what: work that can go on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.errors import InputError
from leap_core.files import write_text, write_whole
from leap_core.runs.store import ROWS_A_GROUP, guarded


class Pieces:
    """The pieces in a folder; nothing is written before the first."""

    def __init__(self, folder: Path, record: str, name: str, found: str) -> None:
        """Open `folder` for what `record` says, JSON that is kept there as `name`.

        Raises InputError, saying what was `found`, where pieces of something else lie there.
        """
        self.folder, self._record, self._text = folder, folder / name, record
        if self._record.exists() and self._record.read_bytes() != record.encode():
            raise InputError(folder, found, self._start_anew)

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        """Write a piece of each table; the last of them says that all are there."""
        number = len(self._paths(list(tables)[-1]))
        if not self._record.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            write_text(self._record, self._text)
        for name, table in tables.items():
            write_table(table, self.folder / f"{name}-{number:05}.parquet")

    def read(self, name: str) -> list[pa.Table]:
        """All pieces of a table, first to last.  Raises InputError where one is broken."""
        return [
            guarded(
                p,
                lambda p=p: pq.read_table(p, use_threads=False, page_checksum_verification=True),
                self._start_anew,
            )
            for p in self._paths(name)
        ]

    def _paths(self, name: str) -> list[Path]:
        return sorted(self.folder.glob(f"{name}-*.parquet"))

    @property
    def _start_anew(self) -> str:
        return f"Delete {self.folder} to start anew."


def pack(array: np.ndarray, dtype: type) -> pa.FixedSizeListArray:
    """Rows of numbers as a column of fixed-size lists."""
    rows = np.ascontiguousarray(array, dtype=dtype).reshape(len(array), -1)  # (B, ...) -> (B, size)
    return pa.FixedSizeListArray.from_arrays(pa.array(rows.reshape(-1)), rows.shape[1])


def write_table(table: pa.Table, path: Path) -> None:
    """Write a Parquet file, whole or not at all, in small row groups, with a sum of each page."""
    settings = {"compression": "zstd", "use_dictionary": False, "row_group_size": ROWS_A_GROUP}
    settings["write_page_checksum"] = True
    write_whole(path, lambda temporary: pq.write_table(table, temporary, **settings))
