"""One setting with one seed: trained, and its test split predicted, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from leap_core.data.dataset import open_dataset
from leap_core.options import LABELS, SPLITS
from leap_core.studies.grid import Setting, Study, run_name


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
        return (Path(self.folder) / "run.json").exists()


def jobs_of(
    some: Iterable[Study], seeds: int, root: Path, folder: Path, labels: str, accelerator: str
) -> list[Job]:
    """The jobs of some studies, each setting once, all settings of a seed before the next."""
    settings = {setting.name: setting for study in some for setting in study.settings.values()}
    return [
        Job(setting, seed, str(root), str(folder / run_name(setting, seed)), labels, accelerator)
        for seed in range(1, seeds + 1)
        for setting in settings.values()
    ]


def carry_out(job: Job, on_step: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Train and predict; what is done already is not done again.

    `on_step` hears the training steps done and the steps in all.  Raises InputError as `train` does, among
    others where the folder holds a run with other settings.
    """
    from leap_core.explainers.dataset import explain_dataset
    from leap_core.training import train

    run = Path(job.folder)
    train_set, validation_set, test_set = (open_dataset(job.root, split) for split in SPLITS)
    settings = replace(job.setting.train, seed=job.seed)
    train(job.setting.model, settings, train_set, validation_set, job.labels, run, job.accelerator, on_step)
    if not job.done:
        title = f"{job.setting.title}, seed {job.seed}"
        about = {"device": job.accelerator, "maps": False, "title": title}
        explain_dataset(run / "checkpoint", test_set, run, validation=validation_set, **about)
