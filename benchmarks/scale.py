"""Clips a second by workers: `leap explain` and its siblings spread by Ray on this machine.

    python benchmarks/scale.py [--clips 768] [--workers 1,2,4] [--folder DIR]

LEAP with MM-Pyr at full width on random weights and packed random features of LLP's widths.  For each number
of workers a Ray of its own with that many processors, one thread each; starting Ray and the first worker's
model is measured apart, by one batch alone.  `alone` is the plain command's way, one process, one thread.
More workers than cores show what is lost, not what is won.  Also printed: the bytes a clip takes, stored and
read, and the memory of a worker.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as Ray sets it for a worker

from features import checkpoint, make
from ray.cluster_utils import Cluster

import leap_core as lc
from leap_core.data.pack import pack_dataset
from leap_core.explainers.dataset import explain_dataset
from leap_core.options import EXPLAIN_BATCH
from leap_core.runs.store import FILES
from leap_core.spread import Spread, here, spread_over
from leap_core.tables import markdown_table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clips", type=int, default=768)
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--folder", type=Path, help="where files are written, and removed again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        root = Path(folder)
        make(root / "data", options.clips)
        packed = pack_dataset(root / "data")
        checkpoint(root / "checkpoint")
        rows = [("workers", "seconds", "clips/s", "begun after, s", "load")]
        rows.append(("alone", *timed(root, "alone", here), "", f"{os.getloadavg()[0]:.1f}"))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        for workers in map(int, options.workers.split(",")):
            start = time.perf_counter()
            cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": workers})
            with spread_over(cluster.address) as spread:
                list(spread(_nothing, [0]))
                begun = time.perf_counter() - start
                found = timed(root, str(workers), spread)
            cluster.shutdown()
            rows.append((str(workers), *found, f"{begun:.1f}", f"{os.getloadavg()[0]:.1f}"))
        stored = {name: (root / "alone" / name).stat().st_size / options.clips for name in FILES}
        print(markdown_table(rows))
    print(f"\n{options.clips:,} clips in batches of {EXPLAIN_BATCH} on {os.cpu_count()} cores")
    print(f"read, packed as fp32: {packed.bytes / options.clips:,.0f} bytes a clip")
    print("stored: " + ", ".join(f"{name} {size:,.0f} bytes a clip" for name, size in stored.items()))
    print(f"memory of one process, most: {memory:,.0f} MB")


def timed(root: Path, name: str, spread: Spread) -> tuple[str, str]:
    """Seconds of a whole `leap explain`, and clips a second."""
    data = lc.data.open_dataset(root / "data")
    start = time.perf_counter()
    explain_dataset(root / "checkpoint", data, root / name, spread=spread)
    seconds = time.perf_counter() - start
    return f"{seconds:.1f}", f"{len(data.annotations.filenames) / seconds:.1f}"


def _nothing():
    return lambda items: iter(items)


if __name__ == "__main__":
    main()
