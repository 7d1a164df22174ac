"""Other data sets, brought into the layout that this program reads: one small reader each."""

from collections.abc import Callable
from pathlib import Path

from leap_core.data.imports.lfav import read_lfav
from leap_core.data.lists import Lists
from leap_core.options import IMPORTS

Reader = Callable[[Path, Path | None], Lists]  # annotation files, features of sound -> what they say
READERS: dict[str, Reader] = dict(zip(IMPORTS, (read_lfav,), strict=True))
