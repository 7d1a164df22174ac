"""A command stopped somewhere and run again: what is wrong with what is left, if anything."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leap_core.errors import InputError
from leap_core.files import TEMPORARY
from leap_core.runs.store import open_store
from tests.crash.commands import Command, left
from tests.faults import How
from tests.warm import Outcome, Warm

_DISK = 64_000_000  # bytes of a disk that has room again


@dataclass
class Bench:
    """Where commands are stopped: a warm process, the inputs, and a folder to work in."""

    warm: Warm
    inputs: Path
    place: Path

    def uninterrupted(self, command: Command, how: How = "killed") -> tuple[dict[str, object], Outcome]:
        """What is left, and how the command ended."""
        folder = self._fresh(command)
        outcome = self._run(command, folder, None, how)
        assert outcome.code == 0, outcome.said
        return left(folder / "work"), outcome

    def at_step(self, command: Command, how: How, stop: int, files: dict[str, object]) -> str:
        """What is wrong where the step `stop` does not happen and the command is run again; "" if nothing."""
        folder = self._fresh(command)
        return self._judged(command, folder, self._run(command, folder, stop, how), files)

    def at_steps(self, command: Command, how: How, most: int = 10**9) -> Iterator[str]:
        """The same of every step, or of `most` steps spread over all."""
        files, outcome = self.uninterrupted(command, how)
        total = len(outcome.steps)
        for stop in range(0, total, -(-total // most)):
            wrong = self.at_step(command, how, stop, files)
            yield wrong and f"{how} at step {stop} ({outcome.steps[stop]}): {wrong}"

    def at_moments(self, command: Command, count: int, draw: random.Random) -> Iterator[str]:
        """The same of a kill at so many random moments of the time that the command takes."""
        files, outcome = self.uninterrupted(command)
        while count:
            after = draw.uniform(0, outcome.seconds)
            folder = self._fresh(command)
            killed = self._run(command, folder, after=after)
            wrong = self._judged(command, folder, killed, files)
            if wrong or killed.code < 0:  # else it was done before
                count -= 1
                yield wrong and f"killed after {after:.3f} s: {wrong}"

    def on_disks(self, command: Command, count: int) -> Iterator[str]:
        """The same on so many disks (tmpfs, which root alone may mount), none larger than what is left."""
        files, _ = self.uninterrupted(command)
        whole = sum(len(content) for content in files.values() if isinstance(content, bytes))
        for number in range(count):
            size = 4096 * (1 + int(number * whole / count / 4096))
            folder = self._fresh(command, size)
            try:
                outcome = self._run(command, folder)
                subprocess.run(["mount", "-o", f"remount,size={_DISK}", folder], check=True)
                wrong = self._judged(command, folder, outcome, files)
            finally:
                subprocess.run(["umount", "--lazy", folder], check=True)
            yield wrong and f"on a disk of {size:,} bytes: {wrong}"

    def _fresh(self, command: Command, size: int | None = None) -> Path:
        """A folder with what the command finds, on a disk of its own where its size is told."""
        folder = self.place / "case"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        if size:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "none", folder], check=True)
        command.prepare(self.inputs, folder)
        if size:
            used = shutil.disk_usage(folder).used
            subprocess.run(["mount", "-o", f"remount,size={used + size}", folder], check=True)
        return folder

    def _run(
        self, command: Command, folder: Path, stop: int | None = None, how: How = "killed",
        after: float | None = None,
    ) -> Outcome:  # fmt: skip
        return self.warm.run(command.work, command.line(self.inputs), folder, stop, how, after)

    def _judged(self, command: Command, folder: Path, outcome: Outcome, files: dict[str, object]) -> str:
        work = folder / "work"
        if wrong := _wrong_with(work, outcome):
            return wrong
        if outcome.code == 0 and left(work) != files:
            return f"it ended well, with {_differing(left(work), files)}"
        again = self._run(command, folder)
        if again.code:
            return f"run again it ended with {again.code}: {again.said[-1000:]}"
        return f"run again it left {_differing(left(work), files)}" if left(work) != files else ""


def _wrong_with(work: Path, outcome: Outcome) -> str:
    """What is wrong right after a stop: neither killed nor one message, or something half done to see."""
    *_, last = outcome.said.splitlines() or [""]
    if outcome.code > 0 and (
        outcome.code != 2 or not last.startswith("leap: ") or "Traceback" in outcome.said
    ):
        return f"it ended with {outcome.code}: {outcome.said[-1000:]}"
    if outcome.code > 0 and (strays := [*work.rglob(f"*{TEMPORARY}")]):
        return f"it left {strays[0].name}"
    for record in work.rglob("run.json"):
        if not any(part.startswith("parts") for part in record.parts):
            try:
                open_store(record.parent)
            except InputError as error:
                return f"it left a run that is broken: {error}"
    return ""


def _differing(found: dict[str, object], files: dict[str, object]) -> str:
    names = {name for name in found.keys() | files.keys() if found.get(name, 0) != files.get(name, 0)}
    return f"other bytes in {', '.join(sorted(names))}"
