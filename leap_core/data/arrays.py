"""The .npy files of a data set: which folder layout is there, and one array read with care.

Only plain numbers are read, never pickled objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from leap_core.errors import InputError


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
    try:
        with path.open("rb") as file:
            array = np.lib.format.read_array(file, allow_pickle=False)
    except FileNotFoundError as error:
        raise InputError(path, f"expected {what}, found no file", remedy) from error
    except (OSError, ValueError, EOFError, MemoryError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(path, f"expected {what} as a whole .npy file ({reason})", remedy) from error
    return array
