"""A .npy file is a whole array of plain values, or refused; its header is nothing to trust."""

import struct

import numpy as np
import pytest

from leap_core.data.arrays import read_array
from leap_core.errors import InputError

GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"


def npy(
    header: str | bytes, version: tuple[int, int] = (1, 0), size: int | None = None, body: int = 24
) -> bytes:
    header = header.encode() if isinstance(header, str) else header
    length = struct.pack("<H" if version == (1, 0) else "<I", len(header) if size is None else size)
    return b"\x93NUMPY" + bytes(version) + length + header + bytes(range(body))


def test_whole_files_of_both_versions_and_both_orders(tmp_path):
    path = tmp_path / "a.npy"
    rows = np.frombuffer(bytes(range(24)), "<f4")
    for version in ((1, 0), (2, 0)):
        path.write_bytes(npy(GOOD, version))
        np.testing.assert_array_equal(read_array(path, "an array", "Mend it."), rows.reshape(2, 3))
    path.write_bytes(npy(GOOD.replace("False", "True")))
    np.testing.assert_array_equal(read_array(path, "an array", "Mend it."), rows.reshape(3, 2).T)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY",
        npy(GOOD)[:-1],
        npy(GOOD, (3, 0)),
        npy(GOOD, (9, 9)),
        npy(GOOD, size=9_999),
        npy(GOOD.replace("<f4", "|O")),
        npy(GOOD.replace("<f4", "|S0")),
        npy(GOOD.replace("<f4", "f4,f4").replace("'f4,f4'", "3")),
        npy(GOOD.replace("(2, 3)", "(-2, -3)")),
        npy(GOOD.replace("(2, 3)", "(10**9, 3)")),
        npy(GOOD.replace("(2, 3)", "(1000000000, 1000000000)")),
        npy(GOOD.replace("(2, 3)", f"({2**63}, 2)")),
        npy(GOOD.replace("(2, 3)", "7")),
        npy(GOOD.replace("(2, 3)", "('x',)")),
        npy(GOOD.replace("False", "'x'")),
        npy(GOOD.replace("'shape'", "[]")),
        npy("(" * 9_000),
        npy("-" * 9_000 + "1"),
        npy("{'descr': "),
        npy("'\\N{x}'"),
        npy("\0" * 30),
        npy(b"\xff\xfe"),
        npy(" " * 60_000 + GOOD),
    ],
)
def test_whatever_is_none_is_refused(tmp_path, content):
    path = tmp_path / "a.npy"
    path.write_bytes(content)
    with pytest.raises(
        InputError, match=r"a\.npy: expected an array as a whole \.npy file \(.*\)\. Mend it\."
    ):
        read_array(path, "an array", "Mend it.")
