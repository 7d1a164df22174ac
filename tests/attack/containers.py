"""Broken files of the formats that hold arrays and tables: NPY, NPZ, safetensors, Parquet, SQLite."""

from __future__ import annotations

import io
import sqlite3
import struct
import tempfile
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.attack.mutate import ODD_TEXTS, cut, flipped, flipped_near_an_end, json_, zeroed


def npy(draw: Random, data: bytes) -> bytes:
    """The header of a .npy file says something else, or is no header."""
    start = 10 + int.from_bytes(data[8:10], "little")
    body = data[start:]
    header = _header_of(data)
    kinds = (
        *(
            "|O",
            "<f8",
            ">f4",
            "<f2",
            "<i8",
            "|b1",
            "<U9",
            "<U99999999",
            "|S0",
            "|V8",
            "<M8[s]",
            "<c16",
            "<f3",
        ),
        *(
            3,
            None,
            [("a", "<f4")],
            [("a", "<f4")] * 2,
            ("<f4", (2**31,)),
            {"a": 1},
            "f4,f4",
            "O",
            "<f4\0",
            "",
        ),
    )
    shapes = (
        *(
            (),
            (-1,),
            (10**12,),
            (2**63, 2),
            (0,),
            (0, 10**18),
            (7, 11, 1),
            (2**31, 2**31),
            (1,) * 40,
            (True, 7),
        ),
        *("x", None, 7, [7, 11], (7.0, 11), (7, -11), (-7, -11), ((7,), 11), (10**30,)),
    )
    way = draw.random()
    if way < 0.25:
        header["descr"] = draw.choice(kinds)
    elif way < 0.5:
        header["shape"] = draw.choice(shapes)
    elif way < 0.6:
        header["fortran_order"] = draw.choice((True, 1, None, "x", ()))
    elif way < 0.7:
        header.pop(draw.choice([*header]))
    elif way < 0.75:
        header[draw.choice(("x", 3, ()))] = 1
    text = repr(header)
    if way >= 0.75:
        text = draw.choice(
            (
                "(" * 9_000,
                "[" * 90 + "]" * 90,
                "{}",
                "",
                "1+1",
                "__import__('os')",
                "{'descr': ",
                text + "\n" * 3,
                "-" * 9_000 + "1",
                "'a'" * 9_000,
                text[:-9],
                text.replace("'", ""),
                "{[]: 1}",
                "{**{}}",
                "\0" * 30,
                text.replace("(", "(\n\\"),
                "9" * 9_000,
                "{'shape': " + "9" * 5_000 + "}",
                "é",
                "\\",
                "0_0",
                "1if 1",
                " " * 60_000 + text,
                "f'{x}'",
                "b'\\xff'",
                "{1: {2: {3: 4}}, 'descr': '<f4'}",
                "'\\N{x}'",
                text + "#",
            )
        )
    encoded = text.encode("utf-8" if draw.random() < 0.5 else "latin-1", "replace")[:65_000]
    size = len(encoded) if draw.random() < 0.9 else draw.choice((0, 1, 65_535))
    version = draw.choice(((1, 0),) * 8 + ((2, 0), (3, 0), (9, 9), (0, 0)))
    width = "<H" if version == (1, 0) else "<I"
    return b"\x93NUMPY" + bytes(version) + struct.pack(width, size) + encoded + body


def _header_of(data: bytes) -> dict[str, Any]:
    shape, fortran, kind = np.lib.format.read_array_header_1_0(io.BytesIO(data[8:]))
    return {"descr": kind.str, "fortran_order": fortran, "shape": shape}


def npy_values(draw: Random, data: bytes) -> bytes:
    """Numbers are NaN, infinite, or of another type."""
    array = np.load(io.BytesIO(data)).astype(np.float64)
    if array.size:
        array.flat[draw.randrange(array.size)] = draw.choice((np.nan, np.inf, -np.inf, 1e300, -1, 2))
    kind = draw.choice((np.float16, np.float32, np.float64, np.longdouble, np.complex64, np.int8, np.str_))
    file = io.BytesIO()
    with np.errstate(all="ignore"):
        np.save(file, array.astype(kind))
    return file.getvalue()


def npz(draw: Random, data: bytes) -> bytes:
    """A member of the archive is broken, missing, twice there or by another name."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        members = {name: parts.read(name) for name in parts.namelist()}
    name = draw.choice([*members])
    way, odd = draw.random(), ("../x.npy", "filenames", "x" * 300, "", "a/b.npy")
    if way < 0.7:
        numbers = (npy_values,) if "filenames" not in name else ()
        members[name] = draw.choice((npy, *numbers, flipped_near_an_end, cut, zeroed))(draw, members[name])
    elif way < 0.8:
        members[draw.choice(odd)] = members.pop(name)
    elif way < 0.9:
        members[draw.choice(odd)] = b"x"
    else:
        members[name] = bytes(30_000_000)
    file = io.BytesIO()
    how = draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(file, "w", how) as parts:
        for name, content in members.items():
            parts.writestr(name or "?", content)
    return file.getvalue()


def safetensors(draw: Random, data: bytes) -> bytes:
    """The header says something else."""
    size = int.from_bytes(data[:8], "little")
    header, body = data[8 : 8 + size], data[8 + size :]
    header = json_(draw, header) if draw.random() < 0.8 else flipped(draw, header)
    told = (
        len(header) if draw.random() < 0.9 else draw.choice((0, 1, 2**63, 2**64 - 1, 10**9, len(header) + 9))
    )
    return told.to_bytes(8, "little") + header + body


def safetensors_values(draw: Random, data: bytes) -> bytes:
    """A number is NaN or infinite."""
    size = int.from_bytes(data[:8], "little")
    place = 8 + size + 4 * draw.randrange(max(1, (len(data) - 8 - size) // 4))
    return data[:place] + struct.pack("<f", draw.choice((np.nan, np.inf, -np.inf))) + data[place + 4 :]


def parquet(draw: Random, data: bytes) -> bytes:
    """A whole Parquet file of other columns, types or values."""
    table = pq.read_table(pa.BufferReader(data))
    place = draw.randrange(table.num_columns)
    name, column = table.column_names[place], table.column(place)
    rows = table.num_rows
    way = draw.randrange(9)
    if way == 0:
        table = table.drop_columns([name])
    elif way == 1:
        table = table.set_column(place, name, pa.nulls(rows, column.type))
    elif way == 2:
        table = table.set_column(place, name, pa.array([draw.choice(ODD_TEXTS[5:]) for _ in range(rows)]))
    elif way == 3:
        table = table.set_column(
            place, name, pa.array([draw.choice((None, np.nan, 1e300)) for _ in range(rows)])
        )
    elif way == 4:
        table = table.slice(0, draw.choice((0, 1)))
    elif way == 5:
        table = pa.concat_tables([table, table])
    elif way == 6:
        table = table.append_column(draw.choice((name, "", "x" * 300)), column)
    elif way == 7:
        some = [None if draw.random() < 0.3 else value for value in column.to_pylist()]
        table = table.set_column(place, name, pa.array(some, column.type))
    else:
        table = table.set_column(place, name, pa.array([{"a": [1]}] * rows))
    file = io.BytesIO()
    pq.write_table(table, file, compression=draw.choice(("zstd", "snappy", "none")))
    return file.getvalue()


SPOILT = (
    "UPDATE sqlite_master SET sql = 'CREATE TABLE clip (' WHERE name = 'clip'",
    "UPDATE sqlite_master SET sql = CAST(x'ff80' AS TEXT)",
    "UPDATE sqlite_master SET rootpage = 999999",
    "UPDATE sqlite_master SET name = 'clop', tbl_name = 'clop' WHERE name = 'clip'",
    "UPDATE sqlite_master SET type = 'view' WHERE name = 'tag'",
    "UPDATE clip SET note = CAST(x'ff80fe' AS TEXT)",
    "UPDATE clip SET filename = CAST(x'ff' || filename AS TEXT)",
    "UPDATE clip SET note = x'0001ff'",
    "UPDATE clip SET note = 7.5",
    "UPDATE clip SET starred = 'often'",
    "UPDATE clip SET starred = x'ff'",
    "UPDATE clip SET changed = 'yesterday'",
    "UPDATE clip SET changed = CAST(x'ff' AS TEXT)",
    "UPDATE clip SET filename = x'00'",
    "UPDATE tag SET tag = x'ff'",
    "UPDATE tag SET tag = CAST(x'ff' AS TEXT)",
    "UPDATE tag SET tag = 12",
    "UPDATE tag SET tag = char(10)",
    "UPDATE filter SET rule = 'x'",
    "UPDATE filter SET rule = x'ff'",
    "UPDATE filter SET name = CAST(x'ff' AS TEXT)",
    "UPDATE filter SET name = 9, rule = 9",
    "DROP TABLE clip",
    "DROP TABLE tag",
    "DROP TABLE filter",
    "ALTER TABLE clip DROP COLUMN note",
    "ALTER TABLE clip ADD COLUMN more TEXT",
    "ALTER TABLE tag ADD COLUMN more TEXT",
    "CREATE TRIGGER t AFTER UPDATE ON clip BEGIN DELETE FROM tag; END",
    "CREATE TRIGGER t AFTER INSERT ON clip BEGIN SELECT raise(ABORT, 'x'); END",
    "PRAGMA user_version = 2000000000",
    "PRAGMA user_version = -7",
    "PRAGMA user_version = 1",
    "PRAGMA application_id = 7",
    "PRAGMA journal_mode = WAL",
    "INSERT INTO clip SELECT dataset, filename || 'x', 1, printf('%.*c', 2000000, 'x'), changed FROM clip",
)


def sqlite(draw: Random, data: bytes) -> bytes:
    """What SQL can spoil in a database, the text of its schema too."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notes.sqlite"
        path.write_bytes(data)
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA writable_schema = ON")
        for statement in draw.sample(SPOILT, draw.choice((1, 1, 2))):
            try:
                connection.execute(statement)
            except sqlite3.Error:
                break
        connection.close()
        return path.read_bytes()
