"""Attack every file format, command and address: `python -m tests.attack`, or `make attack`.

Each case runs in a child with limits of time and memory.  It has to give something, of a file whose hash is
kept what the whole file gives, or to be refused with one message.  What does neither is printed and kept in
tests/attack/regressions, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a forked child has no threads but its own

from tests.attack.child import Outcome, attempt
from tests.attack.every import SURFACES
from tests.attack.ground import make
from tests.attack.surfaces import Surface
from tests.attack.trial import Ready

REGRESSIONS = Path(__file__).parent / "regressions"
Trial = tuple[str, bytes, Outcome]  # name of the surface, the case, what became of it


def main() -> int:
    """Run the cases, print the table; 1 where one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack")
    parser.add_argument("--cases", type=int, default=10_000, help="in all")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin none after so many")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same gives the same cases")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--only", default="", help="surfaces whose name holds this")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        ground().mkdir()
        outcome = attempt(lambda: os.chdir("ground") or make(), seconds=600, growth=1 << 40)
        assert outcome.kind == "gave", outcome
        plan = _plan([s for s in SURFACES.values() if asked.only in s.name], asked.cases)
        ends = start + asked.seconds
        work = [(job, plan[job :: asked.jobs], asked.seed, ends) for job in range(asked.jobs)]
        with multiprocessing.get_context("fork").Pool(asked.jobs) as pool:
            trials = [trial for part in pool.starmap(_work, work, chunksize=1) for trial in part]
        os.chdir("/")
    print(table(trials))
    print(f"\nseed {asked.seed}, {len(trials):,} cases in {time.monotonic() - start:,.0f} s")
    failed = {
        (name, o.kind, o.said[:60]): (case, o) for name, case, o in trials if not o.held
    }  # one of a kind
    for (name, *_), (case, outcome) in failed.items():
        print(f"{name}: {outcome.kind} {outcome.said}\n  {kept(name, case)}")
    return int(bool(failed))


def ground() -> Path:
    return Path("ground")


def _plan(surfaces: list[Surface], cases: int) -> list[tuple[str, int]]:
    """Names of surfaces and the number of a case of each, evenly mixed: a slice has of all."""
    total = sum(surface.weight for surface in surfaces)
    counts = {surface.name: max(1, round(cases * surface.weight / total)) for surface in surfaces}
    mixed = sorted(((n + 0.5) / count, name, n) for name, count in counts.items() for n in range(count))
    return [(name, n) for _, name, n in mixed]


def _work(job: int, plan: list[tuple[str, int]], seed: int, ends: float) -> list[Trial]:
    """One process: its own ground, a case after the other."""
    shutil.copytree("ground", f"ground-{job}")
    os.chdir(f"ground-{job}")
    trials, ready = [], {}
    for name, number in plan:
        if time.monotonic() > ends:
            break
        if name not in ready:
            ready[name] = Ready.of(SURFACES[name])
        case = SURFACES[name].case(seed, number, ready[name].whole)
        trials.append((name, case, ready[name].run(case)))
    return trials


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
    """Where a failing case is kept, to be tried by the tests from now on."""
    folder = REGRESSIONS / name.replace("/", " ")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.sha256(case).hexdigest()[:12]
    path.write_bytes(case)
    return path


if __name__ == "__main__":
    sys.exit(main())
