"""Pieces of a table in a folder, first to last, and numbers as columns."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leap_core.errors import InputError
from leap_core.runs.pieces import Pieces, pack, pack_names


def pieces(folder, record="of seven"):
    return Pieces(folder, record, "about.json", "others lie here")


@pytest.mark.parametrize("there", [False, True])  # as one leaves it who was killed before the record
def test_pieces_are_read_in_the_order_they_were_written(tmp_path, there):
    folder = tmp_path / "new" / "pieces"
    if there:
        folder.mkdir(parents=True)
    for number in range(11):
        pieces(folder).append({"other": pa.table({"n": [-1]}), "table": pa.table({"n": [number]})})
    assert pa.concat_tables(pieces(folder).read("table"))["n"].to_pylist() == list(range(11))
    with pytest.raises(InputError, match=r"others lie here.*Delete .*pieces"):
        pieces(folder, "of eleven")


def test_numbers_are_packed_a_row_a_clip():
    packed = pack(np.arange(12.0).reshape(2, 3, 2), np.float16)
    assert packed.to_pylist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    assert packed.type == pa.list_(pa.float16(), 6)


def test_names_are_packed_whatever_their_letters():
    names = ["dog", "", "Käfer", "\N{OWL}"]
    assert pack_names(names).equals(pa.array(names, pa.string()))
    assert pack_names([]).equals(pa.array([], pa.string()))


def test_packing_does_not_load_pandas():
    """Which takes a quarter of a second while the model is at work."""
    code = (
        "import sys, numpy, pyarrow as pa; from leap_core.runs.pieces import pack, pack_names;"
        "pa.table({'a': pack(numpy.ones((2, 3)), numpy.float16), 'b': pack_names('ab')});"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_numbers_are_read_as_they_were_given(tmp_path):
    """Also of a part of a table, and of the pieces of a version that wrote lists as they are."""
    rows = np.random.default_rng(5).random((13, 3, 7))
    table = pa.table({k: pack(rows, d) for k, d in {"half": np.float16, "single": np.float32}.items()})
    pieces(tmp_path).append({"table": table.slice(2, 9)})
    pq.write_table(table, tmp_path / "table-00001.parquet")
    for found, part in zip(pieces(tmp_path).read("table"), (table[2:11], table), strict=True):
        assert found.equals(part) and found.schema == part.schema


@pytest.mark.parametrize("values", [[b"1234", None], [b"1234", b"5678"]])
def test_bytes_that_are_no_numbers_are_refused(tmp_path, values):
    column = pa.field("p", pa.binary(4), metadata={b"numbers": b"float"} if None in values else None)
    table = pa.table({"p": pa.array(values, pa.binary(4))}, schema=pa.schema([column]))
    pieces(tmp_path).append({"table": table})
    with pytest.raises(InputError, match="p has no number in a cell"):
        list(pieces(tmp_path).read("table"))


def test_a_changed_byte_is_noticed(tmp_path):
    numbers = pack(np.random.default_rng(3).random((2, 13)), np.float32)
    table, path = pa.table({"name": ["dog", "car"], "p": numbers}), tmp_path / "table-00000.parquet"
    pieces(tmp_path).append({"table": table})
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            (found,) = pieces(tmp_path).read("table")
        except InputError:
            continue
        assert found.schema != table.schema or found.equals(table), place
