"""Tests in children forked from a process that has imported torch and its like once.

A child imports the mutant in the place of the module on disk, so constants, defaults, dataclasses and cached
functions are as changed as what is called.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import FrameType
from typing import NamedTuple

os.environ["OMP_NUM_THREADS"] = "1"  # before torch is imported
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # they take long, and few are needed

import pytest

from tests.mutants.operators import Mutant

ROOT = Path.cwd()
LIBRARY = str(ROOT / "leap_core")
WARM = (  # what takes long to import
    "torch pandas pyarrow.parquet duckdb scipy.stats safetensors.torch lightning_fabric pydantic rich typer "
    "hypothesis.extra.numpy"
)
OPTIONS = ["-x", "-p", "_hypothesis_pytestplugin", "-p", "no:cacheprovider", "--hypothesis-profile=ci"]
EVERY = ""  # in place of a test's name
MEMORY = 6 * 2**30  # bytes that a child may take


@dataclass(eq=False)
class Recorder:
    """Pytest plugin: which tests call which functions of the library, and how long each takes."""

    calls: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))  # of place()
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    test: str = EVERY

    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        self.test = item.nodeid
        sys.settrace(self._trace)
        threading.settrace(self._trace)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef) -> object:
        before = self.test
        if fixturedef.scope != "function":
            self.test = EVERY  # whichever test is the first, others use it, too
        try:
            return (yield)
        finally:
            self.test = before

    def _trace(self, frame: FrameType, *_: object) -> None:
        code = frame.f_code
        if code.co_filename.startswith(LIBRARY) and code.co_flags & CO_OPTIMIZED:  # no class or module
            self.calls[place(code.co_filename, code.co_qualname)][self.test] = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration


@dataclass(eq=False)
class Chosen:
    """Pytest plugin: only these tests, in this order."""

    tests: list[str]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        order = {test: i for i, test in enumerate(self.tests)}
        items[:] = sorted((i for i in items if i.nodeid in order), key=lambda item: order[item.nodeid])


class Task(NamedTuple):
    """What a child runs, and what is then told pytest's exit code and the child's folder."""

    paths: Iterable[str]
    plugin: Recorder | Chosen
    mutant: Mutant | None
    seconds: float  # of a processor that it may take
    done: Callable[[int, Path], None]


def place(path: Path | str, function: str) -> str:
    """Name of a function in a record."""
    return f"{path} {function}"


def work_off(tasks: deque[Task], workers: int, folder: Path) -> None:
    """Run children, so many at once, until no task is left."""
    for library in WARM.split():
        with suppress(ImportError):  # who lacks one tries modules without it
            importlib.import_module(library)
    gc.freeze()  # pytest collects garbage at its end, which then goes through what a child has made alone
    running, number = {}, 0
    while tasks or running:
        while tasks and len(running) < workers:
            number += 1
            work, task = folder / str(number), tasks.popleft()
            work.mkdir()
            running[_start(task, work)] = task, work
        pid, status = os.wait()
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # what it started
        task, work = running.pop(pid)
        task.done(os.waitstatus_to_exitcode(status), work)
        shutil.rmtree(work, ignore_errors=True)  # what was just killed may still write
    gc.unfreeze()


def _start(task: Task, work: Path) -> int:
    if pid := os.fork():
        return pid
    code = pytest.ExitCode.INTERNAL_ERROR
    try:
        os.setsid()
        signal.alarm(10 * round(task.seconds))  # of the clock, on a machine that has other work, too
        resource.setrlimit(resource.RLIMIT_CPU, (round(task.seconds), round(task.seconds)))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        output = os.open(work / "output", os.O_WRONLY | os.O_CREAT)
        os.dup2(output, 1)
        os.dup2(output, 2)
        if task.mutant:
            _import_instead(task.mutant)
        code = pytest.main([*OPTIONS, f"--basetemp={work / 'tmp'}", *task.paths], plugins=[task.plugin])
        if isinstance(task.plugin, Recorder):
            (work / "record").write_text(json.dumps([task.plugin.calls, task.plugin.seconds]))
    finally:
        sys.stdout.flush()
        os._exit(code)


def _import_instead(mutant: Mutant) -> None:
    path = mutant.path
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    code = compile(mutant.apply(), str(path), "exec")
    loader = SourceFileLoader(name, str(path))
    loader.get_code = lambda _: code
    spec = spec_from_file_location(name, path, loader=loader)

    class Finder:
        find_spec = staticmethod(lambda fullname, *_: spec if fullname == name else None)

    sys.meta_path.insert(0, Finder)
