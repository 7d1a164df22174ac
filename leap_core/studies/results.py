"""What studies found: a row a run as Parquet, means and standard deviations over seeds as tables.

Scores are the ten metrics and Avg. in percent, of the test split with the run's gate.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from leap_core.errors import InputError
from leap_core.files import write_whole
from leap_core.metrics import AVERAGE, HEADLINE
from leap_core.runs.store import open_store
from leap_core.studies.grid import Scale, Setting, Study, run_name
from leap_core.training_record import TRAINING_RECORD

FILE = "results.parquet"
_ABOUT = ("study", "setting", "seed", "run", "encoder", "decoder", "dataset", "split", "synthetic", "scale")
COLUMNS = (*_ABOUT, "epochs", "width", *HEADLINE)


@dataclass(frozen=True)
class Summary:
    """Of a setting over its seeds."""

    seeds: int
    mean: Mapping[str, float]
    deviation: Mapping[str, float]  # standard, of the sample; NaN for one seed
    interval: Mapping[str, float]  # half of the 95 % interval of the mean (Student's t); NaN for one seed

    def cell(self, metric: str) -> str:
        """Mean ± standard deviation of a metric, as tables have it."""
        mean, deviation = self.mean[metric], self.deviation[metric]
        return f"{mean:.1f}" if np.isnan(deviation) else f"{mean:.1f} ± {deviation:.1f}"


def collect(folder: Path, some: Mapping[str, Study], scale: Scale) -> pd.DataFrame:
    """The rows of all whole runs that were trained as some studies say, by study, setting and seed."""
    rows = []
    for study in some.values():
        for label, setting in study.settings.items():
            for seed in _seeds(folder, setting):
                name = run_name(setting, seed)
                run = open_store(folder / name).run
                about = (
                    *(study.name, label, seed, name, run.encoder, run.decoder),
                    *(run.dataset, run.split, run.synthetic, scale.name),
                )
                settings = {"epochs": setting.train.epochs, "width": setting.model.width}
                rows.append(dict(zip(_ABOUT, about, strict=True)) | settings | dict(run.metrics))
    return pd.DataFrame(rows, columns=COLUMNS)


def _seeds(folder: Path, setting: Setting) -> list[int]:
    """Of the whole runs of a setting; runs of another schedule are none of its."""
    found = []
    for record in (folder / setting.name).glob("seed-*/training/config.json"):
        trained = TRAINING_RECORD.read(record).train
        same = trained == replace(setting.train, seed=trained.seed)
        if same and (record.parents[1] / "run.json").exists():
            found.append(trained.seed)
    return sorted(found)


def save(folder: Path, rows: pd.DataFrame) -> Path:
    """Write the rows of these studies beside those of others that are there; returns the file."""
    path = folder / FILE
    if path.exists():
        before = load(path)
        rows = pd.concat([before[~before.study.isin(rows.study.unique())], rows])
    write_whole(path, lambda temporary: rows.to_parquet(temporary, index=False))
    return path


def load(path: Path) -> pd.DataFrame:
    """Read rows.  Raises InputError where the file is not what `save` writes."""
    try:
        rows = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        expected = f"expected the results of studies as Parquet ({reason})"
        raise InputError(path, expected, "Make it with `leap study`.") from error
    if missing := {*COLUMNS} - {*rows.columns}:
        expected = f"expected a column {min(missing)}"
        raise InputError(path, expected, "Make it with `leap study`.")
    return rows


def summary(rows: pd.DataFrame) -> Summary:
    """Of the rows of one setting, a seed each."""
    found = {name: _spread_of(rows[name]) for name in HEADLINE}
    mean, deviation, interval = ({n: values[i] for n, values in found.items()} for i in range(3))
    return Summary(len(rows), mean, deviation, interval)


def _spread_of(values: pd.Series) -> tuple[float, float, float]:
    """Mean, standard deviation of the sample, half of the mean's 95 % interval; NaN for one value."""
    from scipy import stats  # takes a while to load

    n, deviation = len(values), values.std(ddof=1)
    half = stats.t.ppf(0.975, n - 1) * deviation / np.sqrt(n) if n > 1 else np.nan
    return float(values.mean()), float(deviation), float(half)


@dataclass(frozen=True)
class Trend:
    """Whether one setting is better than another, as published and here."""

    better: str  # of the two, as published
    worse: str
    published: float  # difference, points
    here: float  # mean difference over seeds
    interval: float  # half of its 95 % interval, seeds paired (Student's t); NaN for one seed

    @property
    def verdict(self) -> str:
        """What the difference here says of the published one."""
        if not abs(self.here) > self.interval:
            return "open: within noise"
        return "reproduced" if self.here > 0 else "reversed"


def trends(rows: pd.DataFrame, published: Mapping[str, float | None], metric: str = AVERAGE) -> list[Trend]:
    """Every pair of settings of one study that papers print different scores of, and that was run here."""
    scores = rows.pivot(index="seed", columns="setting", values=metric)
    known = {name: value for name, value in published.items() if value is not None and name in scores}
    found = []
    for first, second in itertools.combinations(known, 2):
        better, worse = sorted((first, second), key=known.__getitem__, reverse=True)
        if known[better] > known[worse]:
            mean, _, half = _spread_of((scores[better] - scores[worse]).dropna())
            found.append(Trend(better, worse, known[better] - known[worse], mean, half))
    return found


def markdown(rows: pd.DataFrame, metrics: tuple[str, ...] = HEADLINE) -> str:
    """A table of one study: a row a setting, mean and standard deviation over seeds."""
    lines = [["setting", *(name.replace("_", " ") for name in metrics)], ["---"] * (len(metrics) + 1)]
    for setting, runs in rows.groupby("setting", sort=False):
        found = summary(runs)
        lines.append([str(setting), *(found.cell(m) for m in metrics)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
