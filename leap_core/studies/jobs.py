"""One setting with one seed: trained and predicted, in a folder of its own.

RUN          the run on the test split, to look at
RUN/study    likewise on the split `study`, whose many clips are for the numbers; not of every data set
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from leap_core.data.dataset import Dataset, has_split, open_dataset
from leap_core.errors import InputError
from leap_core.options import LABELS, SPLIT
from leap_core.studies.grid import Setting, Study, run_name

STUDY = "study"


@dataclass(frozen=True)
class Job:
    """What a process needs to know; plain enough to be sent to another machine."""

    setting: Setting
    seed: int
    root: str  # of the data set
    folder: str  # of the run
    labels: str = LABELS  # what `load_label_embeddings` takes
    accelerator: str = "cpu"

    @property
    def done(self) -> bool:
        """Whether the run is whole."""
        folders = stores_of(Path(self.folder), self.root).values()
        return all((folder / "run.json").exists() for folder in folders)


def stores_of(run: Path, root: str | Path) -> dict[str, Path]:
    """Where the predictions of a run on the data set in `root` lie, by split; the last is what is scored."""
    return {SPLIT: run} | ({STUDY: run / STUDY} if has_split(root, STUDY) else {})


def jobs_of(
    some: Iterable[Study], seeds: int | None, root: Path, folder: Path, labels: str, accelerator: str
) -> list[Job]:
    """The jobs of some studies, each setting once, all settings of a seed before the next.

    Each study has its own number of seeds unless told.  Raises InputError as `check_truth` does.
    """
    *_, split = stores_of(folder, root)
    check_truth(open_dataset(root, split))
    found = {
        (seed, setting.name): Job(
            setting, seed, str(root), str(folder / run_name(setting, seed)), labels, accelerator
        )
        for study in some
        for setting in study.settings.values()
        for seed in range(1, (seeds or study.seeds) + 1)
    }
    return sorted(found.values(), key=lambda job: job.seed)


def check_truth(dataset: Dataset) -> None:
    """Raise InputError where the truth of sound and picture is not known: runs are scored by both."""
    if not dataset.annotations.dense:
        expected = f"expected labels by second of sound and picture of the {dataset.split} split"
        raise InputError(dataset.root, expected, "Study another data set.")


def carry_out(job: Job, on_step: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Train and predict; what is done already is not done again.

    `on_step` hears the training steps done and the steps in all.  Raises InputError as `train` does, among
    others where the folder holds a run with other settings.
    """
    from leap_core.explainers.dataset import explain_dataset
    from leap_core.runs.writer import is_whole
    from leap_core.training import train

    run = Path(job.folder)
    train_set, validation_set = (open_dataset(job.root, split) for split in ("train", "val"))
    settings = replace(job.setting.train, seed=job.seed)
    train(job.setting.model, settings, train_set, validation_set, job.labels, run, job.accelerator, on_step)
    for split, folder in stores_of(run, job.root).items():
        if not is_whole(folder):
            title = f"{job.setting.title}, seed {job.seed}"
            about = {"device": job.accelerator, "maps": False, "title": title}
            data = open_dataset(job.root, split)
            explain_dataset(run / "checkpoint", data, folder, validation=validation_set, **about)
