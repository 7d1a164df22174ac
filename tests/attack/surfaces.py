"""What can be broken, and what opens it: a surface is a file, or what is asked of a command or an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

Draw = Callable[[Random, bytes], bytes]


@dataclass(frozen=True)
class Surface:
    """A way in.  `open` gives something or raises InputError, whatever the bytes; nothing else may happen."""

    name: str
    open: Callable[[bytes], Any]  # of a case, in the ground as working folder
    draws: tuple[Draw, ...]
    file: Path | None = None  # that a case is written to before; None: the case is what is asked
    kept: bool = False  # whether it gives what it gave of the whole file or is refused
    weight: float = 1.0  # how many cases beside other surfaces
    threads: bool = False  # whether it leaves threads behind, so that it is only ever opened in a child

    def case(self, seed: int, number: int, whole: bytes) -> bytes:
        """The bytes of a case; the same each time."""
        draw = Random(f"{seed} {self.name} {number}")
        return draw.choice(self.draws)(draw, whole)


def of_file(name: str, file: str | Path, opened: Callable[[], Any], *draws: Draw, **more: Any) -> Surface:
    """A surface of a file, which `opened` opens."""
    return Surface(name, lambda case: opened(), draws, Path(file), **more)
