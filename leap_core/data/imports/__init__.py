"""Other data sets, brought into the layout that this program reads: one small reader each."""

from collections.abc import Callable, Mapping
from pathlib import Path

from leap_core.data.imports.ave import read_ave
from leap_core.data.imports.lfav import read_lfav
from leap_core.data.imports.ovave import read_ovave
from leap_core.data.imports.unav import read_unav
from leap_core.data.imports.valor import read_valor
from leap_core.data.lists import Lists
from leap_core.options import IMPORTS

Reader = Callable[[Path, Mapping[str, Path]], Lists]  # annotation files, features by kind -> what they say
_READERS = read_lfav, read_unav, read_ave, read_ovave, read_valor
READERS: dict[str, Reader] = dict(zip(IMPORTS, _READERS, strict=True))
