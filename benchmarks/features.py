"""How fast features are read: a .npy file a clip, and packed into one file a kind (`leap data pack`).

    python benchmarks/features.py [--clips 1200] [--folder DIR]

Random features of LLP's widths, (10, 128), (80, 2048) and (10, 512), float32, read 64 clips at a time.  Cold
is the first read once the files were put out of the system's memory, warm the best of three after that.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

import leap_core as lc
from leap_core.data.dataset import Dataset, open_dataset
from leap_core.data.pack import pack_dataset
from leap_core.options import EXPLAIN_BATCH
from leap_core.tables import markdown_table

BUNDLED = 100  # width of the label embeddings that come with the program
SHAPES = {"vggish": (10, 128), "res152": (80, 2048), "r2plus1d_18": (10, 512)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clips", type=int, default=1_200)
    parser.add_argument("--folder", type=Path, help="where the files are written, and removed again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        root = Path(folder)
        data = make(root, options.clips)
        rows = [("stored as", "bytes a clip", "cold, s", "warm, s", "clips/s warm"), row("files", data, root)]
        for precision in ("fp32", "fp16"):
            start = time.perf_counter()
            size = pack_dataset(root, precision).bytes
            print(f"packed as {precision} in {time.perf_counter() - start:.1f} s, {size / 1e6:,.0f} MB")
            rows.append(row(f"packed, {precision}", data, root / "packed"))
    print(f"{options.clips:,} clips, load {os.getloadavg()[0]:.1f}\n\n{markdown_table(rows)}")


def make(root: Path, clips: int) -> Dataset:
    """A test split with features, laid out as LLP."""
    names = [f"clip{n:07}_0_10" for n in range(clips)]
    draw = np.random.default_rng(0)
    for kind, shape in SHAPES.items():
        (root / "feats" / kind).mkdir(parents=True)
        noise = draw.standard_normal((64, *shape)).astype(np.float32)
        for n, name in enumerate(names):
            np.save(root / "feats" / kind / f"{name[:11]}.npy", noise[n % 64])
    (root / "AVVP_test_pd.csv").write_text(
        "\n".join(["filename\tevent_labels", *(f"{n}\tDog" for n in names)])
    )
    for modality in ("audio", "visual"):
        lines = ["filename\tonset\toffset\tevent_labels", f"{names[0]}\t0\t5\tDog"]
        (root / f"AVVP_eval_{modality}.csv").write_text("\n".join(lines))
    return open_dataset(root)


def checkpoint(folder: Path) -> Path:
    """LEAP with MM-Pyr at full width and fresh weights, for the bundled label embeddings, saved."""
    torch.manual_seed(0)
    config = replace(lc.presets.leap_mm_pyr(), label_dim=BUNDLED)
    lc.save_checkpoint(lc.build_model(config), folder)
    return folder


def row(title: str, data: Dataset, folder: Path) -> tuple[str, ...]:
    """How long all clips take."""
    files = [path for path in folder.rglob("*.npy") if folder.name == "packed" or "packed" not in path.parts]
    os.sync()
    for path in files:  # out of the system's memory
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    cold, *warm = (read(data) for _ in range(4))
    clips = len(data.annotations.filenames)
    size = sum(path.stat().st_size for path in files) / clips
    return title, f"{size:,.0f}", f"{cold:.2f}", f"{min(warm):.2f}", f"{clips / min(warm):,.0f}"


def read(data: Dataset) -> float:
    """Seconds to read all clips."""
    names, start = data.annotations.filenames, time.perf_counter()
    for first in range(0, len(names), EXPLAIN_BATCH):
        data.features(names[first : first + EXPLAIN_BATCH])
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
