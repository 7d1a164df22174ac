"""Arrays in NPY's format, read with care, and which folder layout of such files a data set has.

Only plain numbers are read, never pickled objects.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np

from leap_core.errors import InputError, reason
from leap_core.files import write_whole


def find_layout(root: Path, layouts: Sequence[tuple[str, ...]], what: str, remedy: str) -> tuple[Path, ...]:
    """The folders of the first layout whose folders are all in `root`.  Raises InputError where none is."""
    for layout in layouts:
        folders = tuple(root / name for name in layout)
        if all(folder.is_dir() for folder in folders):
            return folders
    wanted = "; or ".join(", ".join(layout) for layout in layouts)
    raise InputError(root, f"expected {what} in the folders {wanted}", remedy)


def array_of(folder: Path, filename: str, id_length: int | None) -> Path:
    """A clip's .npy file: by its full name where that is there, else by its id, the start of the name."""
    named = folder / f"{filename}.npy"
    return named if named.is_file() else folder / f"{filename[:id_length]}.npy"


def read_array(path: Path, what: str, remedy: str) -> np.ndarray:
    """The array of a .npy file.  Raises InputError where it is missing, truncated or not of numbers."""
    with _opened(path, what, remedy) as file:
        return read_npy(file, path.stat().st_size)


def read_length(path: Path, what: str, remedy: str) -> int:
    """How many rows the array of a .npy file has, told by its header.  Raises InputError as `read_array`."""
    with _opened(path, what, remedy) as file:
        shape, _, _ = _header(file)
        if not shape:
            raise ValueError("it has no rows")
        return shape[0]


def map_array(path: Path, what: str, remedy: str) -> np.memmap:
    """The array of a .npy file, mapped: its rows are read as they are asked for.  Raises as `read_array`."""
    with _opened(path, what, remedy) as file:
        shape, by_column, kind = _header(file)
        size, there = math.prod(shape) * kind.itemsize, path.stat().st_size - file.tell()
        if kind.hasobject or min(shape, default=0) < 1 or size != there:
            raise ValueError(f"{kind} {shape} is not what its {there:,} bytes hold")
        return np.memmap(path, kind, "r", file.tell(), shape, "F" if by_column else "C")


def map_rows(whole: np.memmap, rows: slice, what: str, remedy: str) -> np.ndarray | None:
    """Rows of an array that `map_array` gave, mapped anew: what is written to them changes no file.

    None where the file has it by columns.  Raises InputError where they are not there any more.
    """
    if not whole.flags.c_contiguous:
        return None
    path, shape = Path(str(whole.filename)), (rows.stop - rows.start, *whole.shape[1:])
    with _opened(path, what, remedy) as file:
        offset = whole.offset + rows.start * whole.strides[0]
        return np.asarray(np.memmap(file, whole.dtype, "c", offset, shape))


@contextmanager
def _opened(path: Path, what: str, remedy: str) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise InputError(path, f"expected {what}, found no file", remedy) from error
    except (OSError, ValueError) as error:
        raise InputError(path, f"expected {what} as a whole .npy file ({reason(error)})", remedy) from error


def write_array(path: Path, array: np.ndarray) -> None:
    """Write an array as a .npy file, whole or not at all."""

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:  # given a name, numpy would add its own ending
            np.save(file, array)

    write_whole(path, write)


def write_parts(path: Path, shape: tuple[int, ...], kind: np.dtype, parts: Iterable[np.ndarray]) -> None:
    """Write an array of that shape as a .npy file, whole or not at all, from `parts` of its rows in order."""

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            header = {"descr": np.lib.format.dtype_to_descr(kind), "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)
            for part in parts:
                file.write(np.ascontiguousarray(part, kind).data)

    write_whole(path, write)


def read_npy(
    file: IO[bytes], most: int, check: Callable[[tuple[int, ...], np.dtype], None] = lambda shape, kind: None
) -> np.ndarray:
    """The array of a file in NPY's format, of at most so many bytes.

    `check` is told its shape and type before any number is read.  Raises ValueError on whatever is no whole
    array of plain values.
    """
    shape, by_column, kind = _header(file)
    size = math.prod(shape) * kind.itemsize
    check(shape, kind)
    if kind.hasobject or min(shape, default=0) < 0 or size > most:
        raise ValueError(f"{kind} {shape} is not what it can hold")
    content = file.read(size)
    if len(content) < size:
        raise ValueError(f"it ends after {len(content):,} of {size:,} bytes")
    return np.frombuffer(content, kind).reshape(shape, order="F" if by_column else "C")


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Shape, whether by columns, and type.  Raises ValueError where there is no header that says them."""
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    try:
        shape, by_column, kind = read[np.lib.format.read_magic(file)](file)
        return tuple(map(operator.index, shape)), by_column, kind  # True is an index, and no length to numpy
    except Exception as error:  # numpy takes a header for Python and fails in every way on one that is none
        raise ValueError(f"its header is none of NPY: {reason(error)}") from error
