"""Numbered Parquet pieces of one thing in a folder, with a record that says of what: work that can go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.errors import InputError
from leap_core.files import write_text, write_whole
from leap_core.runs.store import ROWS_A_GROUP, guarded

_OF, _NUMBERS = b"numbers", {str(kind).encode(): kind for kind in (pa.float16(), pa.float32())}


class Pieces:
    """The pieces in a folder; nothing is written before the first."""

    def __init__(self, folder: Path, record: str, name: str, found: str) -> None:
        """Open `folder` for what `record` says, JSON that is kept there as `name`.

        Raises InputError, saying what was `found`, where pieces of something else lie there.
        """
        self.folder, self._record, self._text = folder, folder / name, record
        if self._record.exists() and self._record.read_bytes() != record.encode():
            raise InputError(folder, found, self._start_anew)

    def append(self, tables: Mapping[str, pa.Table], number: int | None = None) -> None:
        """Write a piece of each table, as the next unless its `number` is told.

        The last table says that all are there.  Several processes may write pieces, also the same piece.
        """
        number = next(self.free(list(tables)[-1])) if number is None else number
        if not self._record.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            write_text(self._record, self._text)
        for name, table in tables.items():
            write_table(table, self.folder / f"{name}-{number:05}.parquet")

    def read(self, name: str, last: str | None = None, clip: str | None = None) -> Iterator[pa.Table]:
        """All pieces of a table, first to last, where the `last` of their tables is there too.

        Of each, where a `clip` is named, what is of it alone.  Raises InputError where one is broken.
        """
        whole = {self._number(path) for path in self._paths(last or name)}
        only = None if clip is None else [("filename", "=", clip)]
        paths = (path for path in self._paths(name) if self._number(path) in whole)
        return (self._read(path, filters=only) for path in paths)

    def names(self, name: str) -> list[str]:
        """The clips of all pieces of a table, first to last; errors as of `read`."""
        tables = [self._read(path, columns=["filename"]) for path in self._paths(name)]
        return [clip for table in tables for clip in table["filename"].to_pylist()]

    def free(self, name: str) -> Iterator[int]:
        """Numbers of which there is no piece of a table, from 0."""
        taken = {self._number(path) for path in self._paths(name)}
        return (number for number in count() if number not in taken)

    def _read(self, path: Path, **which: Any) -> pa.Table:
        how = {"use_threads": False, "page_checksum_verification": True, **which}
        return guarded(path, lambda: _as_lists(pq.read_table(path, **how)), self._start_anew)

    def _paths(self, name: str) -> list[Path]:
        return sorted(self.folder.glob(f"{name}-*.parquet"), key=self._number)

    def _number(self, path: Path) -> int:
        number = path.stem.rpartition("-")[2]
        if not number.isdecimal():
            raise InputError(path, "expected a piece with a number", self._start_anew)
        return int(number)

    @property
    def _start_anew(self) -> str:
        return f"Delete {self.folder} to start anew."


def pack(array: np.ndarray, dtype: type) -> pa.FixedSizeListArray:
    """Rows of numbers as a column of fixed-size lists."""
    rows = np.ascontiguousarray(array, dtype=dtype).reshape(len(array), -1)  # (B, ...) -> (B, size)
    kind = pa.from_numpy_dtype(rows.dtype)
    values = pa.Array.from_buffers(kind, rows.size, [None, pa.py_buffer(rows)])  # pa.array imports pandas
    return pa.FixedSizeListArray.from_arrays(values, rows.shape[1])


def pack_names(names: Sequence[str]) -> pa.StringArray:
    """Names as a column."""
    encoded = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(names), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def write_table(table: pa.Table, path: Path) -> None:
    """Write a piece as a Parquet file, whole or not at all, in small row groups, with a sum of each page.

    Of clips, which are asked for, it says the first and last; of numbers that takes as long as all else, and
    so does compressing them, for a tenth of the bytes.
    """
    settings = {"compression": "none", "use_dictionary": False, "row_group_size": ROWS_A_GROUP}
    settings |= {"write_page_checksum": True, "write_statistics": ["filename"]}
    write_whole(path, lambda temporary: pq.write_table(_as_bytes(table), temporary, **settings))


def _as_bytes(table: pa.Table) -> pa.Table:
    """A piece with the numbers of each list as bytes: as items of lists Parquet takes thrice as long."""
    for n, field in enumerate(table.schema):
        if pa.types.is_fixed_size_list(field.type):
            numbers, rows = field.type.value_type, table.column(n).combine_chunks().flatten()
            size = numbers.bit_width // 8
            kind = pa.binary(field.type.list_size * size)
            content = rows.buffers()[1].slice(rows.offset * size, len(rows) * size)
            column = pa.FixedSizeBinaryArray.from_buffers(kind, len(table), [None, content])
            table = table.set_column(n, pa.field(field.name, kind, metadata={_OF: str(numbers)}), column)
    return table


def _as_lists(table: pa.Table) -> pa.Table:
    """What `_as_bytes` was given.  Raises ArrowInvalid on bytes of something else."""
    for n, field in enumerate(table.schema):
        if pa.types.is_fixed_size_binary(field.type):
            numbers = _NUMBERS.get((field.metadata or {}).get(_OF, b""))
            rows = table.column(n).combine_chunks()
            if numbers is None or rows.null_count:
                raise pa.ArrowInvalid(f"{field.name} has no number in a cell")
            size = numbers.bit_width // 8
            of_row = field.type.byte_width // size
            values = pa.Array.from_buffers(
                numbers, len(rows) * of_row, [None, rows.buffers()[1]], offset=rows.offset * of_row
            )
            column = pa.FixedSizeListArray.from_arrays(values, of_row)
            table = table.set_column(n, field.name, column)
    return table


def write_tables(tables: Iterable[pa.Table], path: Path) -> None:
    """Write the rows of some tables as one Parquet file, in the same row groups as those of one table.

    No more than a table and a row group is held in memory.  Raises ValueError without a table.
    """

    def write(temporary: Path) -> None:
        some = iter(tables)
        left = next(some, None)
        if left is None:
            raise ValueError("there is no table to write")
        settings = {"compression": "zstd", "use_dictionary": False, "write_page_checksum": True}
        with pq.ParquetWriter(temporary, left.schema, **settings) as writer:
            for table in some:
                left = pa.concat_tables((left, table))
                full = len(left) - len(left) % ROWS_A_GROUP
                if full:  # else an empty group would be written
                    writer.write_table(left.slice(0, full).combine_chunks(), ROWS_A_GROUP)
                left = left.slice(full)
            if len(left):
                writer.write_table(left.combine_chunks(), ROWS_A_GROUP)

    write_whole(path, write)
