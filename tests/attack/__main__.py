"""Attack every file format, command and address: `python -m tests.attack`, or `make attack`.

Each case runs in a child with limits of time and memory.  It has to give something, of a file whose hash is
kept what the whole file gives, or to be refused with one message.  What does neither is printed and kept in
tests/attack/regressions, from where it is tried again first of all, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a forked child has no threads but its own

from tests.attack.child import Outcome, attempt
from tests.attack.every import SURFACES
from tests.attack.ground import make
from tests.attack.surfaces import Surface
from tests.attack.trial import Ready

REGRESSIONS = Path(__file__).parent / "regressions"
Trial = tuple[str, bytes, Outcome]  # name of the surface, the case, what became of it
Plan = list[tuple[str, int | bytes]]  # name of the surface, and the case or its number


def main() -> int:
    """Run the cases, print the table; 1 where one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack")
    parser.add_argument("--cases", type=int, default=10_000, help="in all, beside what failed once")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin none after so many")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same gives the same cases")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--only", default="", help="surfaces whose name holds this")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    start = time.monotonic()
    surfaces = [s for s in SURFACES.values() if asked.only in s.name]
    plan = known(surfaces) + _drawn(surfaces, asked.cases)
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(f"{folder}/ground")
        os.chdir(f"{folder}/ground")
        outcome = attempt(make, seconds=600, growth=1 << 40)
        assert outcome.held, outcome
        ready = {name: Ready.of(SURFACES[name]) for name in sorted({name for name, _ in plan})}
        ends = time.monotonic() + asked.seconds
        context = multiprocessing.get_context("fork")
        home = context.SimpleQueue()
        parts = [(job, plan[job :: asked.jobs]) for job in range(asked.jobs)]
        workers = [
            context.Process(target=_work, args=(*part, ready, asked.seed, ends, home)) for part in parts
        ]
        for worker in workers:
            worker.start()
        trials = [trial for _ in workers for trial in home.get()]
        for worker in workers:
            worker.join()
        assert not any(worker.exitcode for worker in workers), "not all cases were tried"
        os.chdir("/")
    print(table(trials))
    print(f"\nseed {asked.seed}, {len(trials):,} cases in {time.monotonic() - start:,.0f} s")
    failed = {
        (name, o.kind, o.said[:60]): (case, o) for name, case, o in trials if not o.held
    }  # one of a kind
    for (name, *_), (case, outcome) in failed.items():
        print(f"{name}: {outcome.kind} {outcome.said}\n  {kept(name, case)}")
    return int(bool(failed))


def known(surfaces: list[Surface]) -> Plan:
    """What failed once."""
    return [(s.name, path.read_bytes()) for s in surfaces for path in sorted(_folder(s.name).glob("*"))]


def _drawn(surfaces: list[Surface], cases: int) -> Plan:
    """Names of surfaces and the number of a case of each, evenly mixed: a slice has of all."""
    total = sum(surface.weight for surface in surfaces)
    counts = {surface.name: max(1, round(cases * surface.weight / total)) for surface in surfaces}
    mixed = sorted(((n + 0.5) / count, name, n) for name, count in counts.items() for n in range(count))
    return [(name, n) for _, name, n in mixed]


def _work(job: int, plan: Plan, ready: dict[str, Ready], seed: int, ends: float, home: Any) -> None:
    """One process: its own ground, a case after the other."""
    trials: list[Trial] = []
    try:
        os.chdir(shutil.copytree(".", f"../ground-{job}"))
        for name, case in plan:
            if time.monotonic() > ends:
                break
            if isinstance(case, int):
                case = SURFACES[name].case(seed, case, ready[name].whole)
            trials.append((name, case, ready[name].run(case)))
    finally:
        home.put(trials)


def table(trials: list[Trial]) -> str:
    """In Markdown: a row a surface."""
    lines = [
        "| what is attacked | tried | passed | of these refused | failed |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name in (*SURFACES, "all"):
        kinds = Counter(outcome.kind for of, _, outcome in trials if name in (of, "all"))
        if tried := kinds.total():
            held = kinds["gave"] + kinds["refused"]
            lines.append(f"| {name} | {tried:,} | {held:,} | {kinds['refused']:,} | {tried - held:,} |")
    return "\n".join(lines)


def kept(name: str, case: bytes) -> Path:
    """Where a failing case is kept, to be tried again from now on."""
    folder = _folder(name)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha256(case).hexdigest()[:12]
    path.write_bytes(case)
    return path


def _folder(name: str) -> Path:
    return REGRESSIONS / re.sub(r"\W+", "-", name).strip("-")


if __name__ == "__main__":
    sys.exit(main())
