"""Every command stopped and run again, and a table of what came of it.

    make crash
    python -m tests.crash --moments 50 --disks 10 --seed 7 --only train --only import
    python -m tests.crash --steps 20 --moments 20 --only "demo build in one process"

Killed at every step between two operations on files; the disk full from every step on that takes space;
killed from outside at random moments; and on small disks (tmpfs, which root alone may mount).  Exits with 1
where anything failed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from leap_core.tables import markdown_table
from tests.crash.commands import COMMANDS, Command
from tests.crash.inputs import make_inputs
from tests.crash.stops import Bench
from tests.warm import Warm

HEAD = ("command", "stopped", "tried", "same bytes after a rerun", "failed")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, help="at most, spread over all; each one unless given")
    parser.add_argument("--moments", type=int, default=50, help="random kills of each command")
    parser.add_argument("--disks", type=int, default=10, help="small disks for each command")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--only", action="append", choices=COMMANDS, help="a command; may be repeated")
    options = parser.parse_args()
    rows, draw = [HEAD], random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder, Warm() as warm:
        bench = Bench(warm, make_inputs(Path(folder) / "inputs"), Path(folder))
        for name in options.only or COMMANDS:
            for how, found in _ways(bench, COMMANDS[name], options, draw):
                outcomes = list(found)
                wrong = [said for said in outcomes if said]
                counts = (len(outcomes), len(outcomes) - len(wrong), len(wrong))
                rows.append((name, how, *map(str, counts)))
                print(*rows[-1], *wrong, sep="\n  ", file=sys.stderr, flush=True)
    print(f"seed {options.seed}\n\n{markdown_table(rows)}")
    sys.exit(any(failed != "0" for *_, failed in rows[1:]))


def _ways(
    bench: Bench, command: Command, options: argparse.Namespace, draw: random.Random
) -> Iterator[tuple[str, Iterator[str]]]:
    """Each way to stop a command, with what was wrong each time it was stopped so."""
    if command.steps:
        which, most = ("some steps", options.steps) if options.steps else ("each step", 10**9)
        yield f"killed at {which}", bench.at_steps(command, "killed", most)
        yield f"disk full at {which}", bench.at_steps(command, "full", most)
    yield "killed at random moments", bench.at_moments(command, options.moments, draw)
    if os.geteuid() == 0:
        yield "on small disks", bench.on_disks(command, options.disks)


if __name__ == "__main__":
    main()
