"""Mutation testing: which small changes of the code does no test notice?

    python -m tests.mutants [MODULE ...] [--sample N] [--workers N]

A mutant meets the tests that call the changed function, the quickest first, among those that heart.toml lists
for its module; where none does, as at the top of a module, all of them.  Those listed there as equivalent are
not run.  Prints what lives and a table; fails where less than 95 % of a module are killed.

Why not mutmut 3.8 or cosmic-ray 8: the first changes no properties, cached functions, constants or defaults
of records (10 of the 19 functions of runs/store.py are left out), the second starts Python, torch and
pytest anew for every mutant, eight seconds here.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import tomllib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.mutants.children import EVERY, ROOT, Chosen, Recorder, Task, place, work_off
from tests.mutants.operators import Mutant, mutants_of

HEART = Path(__file__).with_name("heart.toml")
LEAST = 0.95  # share killed
SPARE = 20  # seconds that a child has beyond thrice what its tests take without a mutant
HEAD = "| module | tried | killed | equivalent | survived | killed of the non-equivalent |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", help="files or folders; all of the heart unless given")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many mutants, the same each time")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="children at once")
    options = parser.parse_args()
    heart = tomllib.loads(HEART.read_text(encoding="utf-8"))
    tests = {path: tuple(its) for name, its in heart["tests"].items() for path in _modules(ROOT / name)}
    asked = [ROOT / module for module in options.modules] or [ROOT]
    tests = {path: its for path, its in tests.items() if any(path.is_relative_to(a) for a in asked)}
    mutants = [mutant for path in tests for mutant in mutants_of(path)]
    excused = {(ROOT / name, key) for name, keys in heart["equivalent"].items() for key in keys}
    if unknown := {e for e in excused if e[0] in tests} - {(m.path, m.key) for m in mutants}:
        sys.exit("\n".join(f"{HEART.name}: no such mutant of {path}: {key}" for path, key in sorted(unknown)))
    if options.sample:
        mutants = [mutants[i] for i in sorted(random.Random(0).sample(range(len(mutants)), options.sample))]
    tried = [m for m in mutants if (m.path, m.key) not in excused]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        lives = _try(tried, tests, options.workers, Path(folder))
    counts = (Counter(m.path for m in which) for which in (mutants, tried, lives))
    sys.exit(_table(*counts))


def _modules(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _try(mutants: list[Mutant], tests: dict[Path, tuple], workers: int, folder: Path) -> list[Mutant]:
    """Those that no test kills."""
    records, lives = {}, []

    def checked(code: int, work: Path) -> None:
        if code:
            sys.exit(f"{(work / 'output').read_text()}\nThe tests fail without a mutant.")

    def record(its: tuple) -> Task:
        def done(code: int, work: Path) -> None:
            checked(code, work)
            records[its] = json.loads((work / "record").read_text())

        return Task(its, Recorder(), None, 1200, done)

    def control(its: tuple) -> Task:  # in the order and within the limits that mutants meet
        return _task(records[its][1], records[its][1], None, checked)

    def attack(mutant: Mutant) -> Task:
        calls, seconds = records[tests[mutant.path]]
        callers = calls.get(place(mutant.path, mutant.function), (EVERY,))

        def done(code: int, _: Path) -> None:
            if not code:
                print(f"lives: {mutant.path.relative_to(ROOT)}:{mutant.line}: {mutant.key}", flush=True)
                lives.append(mutant)

        return _task(seconds if EVERY in callers else callers, seconds, mutant, done)

    sets = dict.fromkeys(tests[mutant.path] for mutant in mutants)
    for make, things in ((record, sets), (control, sets), (attack, mutants)):
        work_off(deque(map(make, things)), workers, folder)
    return lives


def _task(
    chosen: Iterable[str],
    seconds: Mapping[str, float],
    mutant: Mutant | None,
    done: Callable[[int, Path], None],
) -> Task:
    """The chosen tests, the quickest first, but file by file, whose tests share what they made."""
    file_seconds = Counter()
    for test in chosen:
        file_seconds[_file(test)] += seconds[test]
    order = sorted(chosen, key=lambda test: (file_seconds[_file(test)], _file(test), seconds[test]))
    return Task(list(file_seconds), Chosen(order), mutant, SPARE + 3 * file_seconds.total(), done)


def _file(test: str) -> str:
    return test.partition("::")[0]


def _table(mutants: Counter, tried: Counter, lives: Counter) -> int:
    """Print it; 1 where a module has too many that live."""
    print(f"\n{HEAD}\n|{' --- |' * 6}")
    for path in [*mutants, None]:
        n, run, alive = (c[path] if path else c.total() for c in (mutants, tried, lives))
        name = path.relative_to(ROOT) if path else "all"
        share = f"{(run - alive) / run:.1%}" if run else "-"
        print(f"| {name} | {n} | {run - alive} | {n - run} | {alive} | {share} |")
    return int(any(lives[path] > (1 - LEAST) * tried[path] for path in tried))


if __name__ == "__main__":
    main()
