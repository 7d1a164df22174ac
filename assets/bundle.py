"""Write the bundled demo set and its runs, from what `leap demo build` and `leap demo runs` made:

    python assets/bundle.py build/demo build/demo-runs

Of the data set the labels and the test split; of the runs, the chosen ones of the first seed, whole, and the
tables behind docs/demo-results.md.
"""

import shutil
import sys
from pathlib import Path

from leap_core.data.dataset import label_files, open_dataset
from leap_core.demo.results import Results
from leap_core.demo.runs import CANDIDATES
from leap_core.explainers.dataset import explain_dataset

DEMO = Path(__file__).parent / "demo"


def bundle_data(built: Path) -> None:
    """Copy labels, and features and videos of the test split."""
    for folder in ("clips", "features"):
        shutil.rmtree(DEMO / folder, ignore_errors=True)
    for path in (*label_files(built), built / "dataset.json"):
        shutil.copy(path, DEMO / path.name)
    test = open_dataset(built, "test")
    for name in test.annotations.filenames:
        paths = [built / "clips" / f"{name}.mp4"]
        paths += (
            built / "features" / kind / f"{test.id_of(name)}.npy" for kind in ("audio", "visual", "visual_st")
        )
        for path in paths:
            copy = DEMO / path.relative_to(built)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)


def bundle_runs(built: Path, trained: Path) -> None:
    """Copy tables and chosen checkpoints; explain the test split with each under the model's own name."""
    shutil.copytree(trained / "results", DEMO / "results", dirs_exist_ok=True)
    scores = Results.load(DEMO / "results").scores
    for model, candidates in CANDIDATES.items():
        chosen = scores[(scores.model == model) & scores.chosen].run.iloc[0]
        run = DEMO / "runs" / model
        shutil.rmtree(run, ignore_errors=True)
        for part in ("checkpoint", "training"):
            shutil.copytree(trained / "seed-1" / chosen / part, run / part)
        test, validation = open_dataset(built, "test"), open_dataset(built, "val")
        title = candidates[chosen].title
        explain_dataset(run / "checkpoint", test, run, title=title, validation=validation)


if __name__ == "__main__":
    bundle_data(Path(sys.argv[1]))
    bundle_runs(*map(Path, sys.argv[1:]))
