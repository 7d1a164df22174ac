"""A process with everything imported that runs commands in children of its own, which cost next to nothing.

    with Warm() as warm:
        outcome = warm.run("leap_core.cli:main", ["train", ...], folder)

A child runs in folder/work, with temporary files in folder/tmp, under the layer of faults.py, and is killed
from outside after some time where asked.  The next command runs once it and all that it started have ended.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from leap_core.errors import InputError
from tests.faults import How, lay

ROOT = Path(__file__).parents[1]
IMPORTED = (
    "leap_core.explainers.dataset", "leap_core.runs.import_run", "leap_core.studies.contrasts",
    "leap_core.studies.results", "leap_core.training", "pandas", "scipy.special", "tests.crash.commands",
)  # fmt: skip
_SUBREAPER = 36  # of prctl: orphans of the children come here
_PATIENCE = 60  # seconds for what a killed command leaves running to end by itself


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int  # below 0 where a signal ended it
    said: str
    steps: tuple[str, ...]  # none where it was killed
    seconds: float


class Warm:
    """The process; one command at a time.  It also imports what `more` names."""

    def __init__(self, *more: str) -> None:
        self.more = more

    def __enter__(self) -> Warm:
        path = os.pathsep.join([str(ROOT), *sys.path])
        own = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": path, "COLUMNS": "200"}
        command = [sys.executable, "-m", "tests.warm", *self.more]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=own
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()
        assert self.process.returncode == 0

    def run(
        self, work: str, words: Sequence[str], folder: Path,
        stop: int | None = None, how: How = "killed", after: float | None = None,
    ) -> Outcome:  # fmt: skip
        """Call `work`, as module:function, with sys.argv of `words`; killed after so many seconds."""
        print(
            json.dumps([work, [*words], str(folder), stop, how, after]), file=self.process.stdin, flush=True
        )
        return Outcome(**json.loads(self.process.stdout.readline()))


def main() -> None:
    """Answer questions, a line each, until there are none."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    for name in (*IMPORTED, *sys.argv[1:]):
        importlib.import_module(name)
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        work, words, folder, stop, how, after = json.loads(line)
        beside = Path(f"{folder}.said"), Path(f"{folder}.steps")
        for path in beside:
            path.write_text("")
        start = time.perf_counter()
        child = os.fork()
        if not child:
            _child(work, words, Path(folder), stop, how, *beside)
        handle = os.pidfd_open(child)
        if not select.select([handle], [], [], after)[0]:
            os.kill(child, signal.SIGKILL)
        os.close(handle)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        seconds = time.perf_counter() - start
        _wait_for_orphans(child)
        said, steps = (path.read_text() for path in beside)
        outcome = {"code": code, "said": said, "steps": steps.splitlines(), "seconds": seconds}
        print(json.dumps(outcome), file=answers, flush=True)


def _child(work: str, words: list[str], folder: Path, stop, how: How, said: Path, told: Path) -> None:
    os.setpgid(0, 0)
    os.chdir(folder / "work")
    tempfile.tempdir = str(folder / "tmp")
    output = os.open(said, os.O_WRONLY)
    for standard in (1, 2):
        os.dup2(output, standard)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    steps, code = lay(folder, stop, how), 0
    sys.argv = ["leap", *words]
    module, _, name = work.partition(":")
    try:
        getattr(importlib.import_module(module), name)()
    except SystemExit as end:
        code = end.code or 0
    except (InputError, OSError) as error:  # as cli.main says it
        print(f"leap: {error}", file=sys.stderr)
        code = 2
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    told.write_text("\n".join(steps.taken))
    os._exit(code)


def _wait_for_orphans(group: int) -> None:
    """Until all that a killed command started has ended."""
    signal.alarm(_PATIENCE)
    try:
        while True:
            os.waitpid(-group, 0)
    except ChildProcessError:
        signal.alarm(0)


if __name__ == "__main__":
    main()
