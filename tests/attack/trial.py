"""A surface made ready to be attacked in the working folder, and what becomes of a case."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.attack.child import SECONDS, Outcome, attempt
from tests.attack.surfaces import Surface

SCRATCH = Path("scratch")  # below the ground, empty when a case begins


@dataclass(frozen=True)
class Ready:
    """A surface whose file is whole."""

    surface: Surface
    whole: bytes  # what the file holds
    gave: Any = None  # a digest of what it gives then; None where that may change

    @classmethod
    def of(cls, surface: Surface) -> Ready:
        """Open it once as it is, which has to go well, so that children find it all imported."""
        ready = cls(surface, surface.file.read_bytes() if surface.file else b"")
        if surface.file and not surface.threads:
            with _scratch():
                surface.open(ready.whole)
        if surface.kept or (surface.file and surface.threads):
            outcome = ready._attempt(ready.whole, 10 * SECONDS)  # what it imports has to be found first
            assert outcome.kind == "gave", f"{surface.name}, whole: {outcome}"
            ready = replace(ready, gave=outcome.gave)
        return ready

    def run(self, case: bytes) -> Outcome:
        """What becomes of a case; the file is whole again afterwards."""
        if self.surface.file:
            self.surface.file.write_bytes(case)
        outcome = self._attempt(case)
        if self.surface.file:
            self.surface.file.write_bytes(self.whole)
        if outcome.kind == "gave" and outcome.gave != self.gave:
            return Outcome("changed", "it gave something else, and nobody heard")
        return outcome

    def _attempt(self, case: bytes, seconds: float = SECONDS) -> Outcome:
        with _scratch():
            return attempt(lambda: self._open(case), seconds)

    def _open(self, case: bytes) -> Any:
        gave = self.surface.open(case)
        return hashlib.sha256(repr(gave).encode()).hexdigest() if self.surface.kept else None


@contextlib.contextmanager
def _scratch() -> Iterator[None]:
    SCRATCH.mkdir()
    yield
    shutil.rmtree(SCRATCH, ignore_errors=True)
