"""What studies found: a row a run as Parquet, means and standard deviations over seeds as tables.

    results.parquet   the ten metrics and Avg. of each run, in percent, by the run's gate
    clips.parquet     the scores of its clips, of which those are the means (clips.py)

The split is `study` where the data set has one, else test; each row says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError, reason
from leap_core.files import write_whole
from leap_core.metrics import HEADLINE, SCORES
from leap_core.runs.store import open_store
from leap_core.studies.clips import CLIP_COLUMNS, clips_of, scores_of
from leap_core.studies.clips import FILE as CLIPS
from leap_core.studies.grid import Scale, Setting, Study, run_name
from leap_core.studies.jobs import stores_of
from leap_core.tables import markdown_table
from leap_core.training_record import TRAINING_RECORD

FILE = "results.parquet"
_ABOUT = ("study", "setting", "seed", "run", "encoder", "decoder", "dataset", "split", "synthetic", "scale")
COLUMNS = (*_ABOUT, "epochs", "width", *HEADLINE)
_WHOLE = ("seed", "epochs", "width")
_TEXT = ("study", "setting", "run", "encoder", "decoder", "dataset", "split", "scale", "clip")


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


@dataclass(frozen=True)
class Results:
    """A row a run and study, and the clips behind it."""

    rows: pd.DataFrame  # COLUMNS
    clips: pd.DataFrame  # clips.CLIP_COLUMNS; none where an earlier version wrote the results

    def of(self, study: str) -> Results:
        """Of one study."""
        return replace(self, rows=self.rows[self.rows.study == study])


def collect(folder: Path, some: Mapping[str, Study], scale: Scale, root: Path) -> Results:
    """The results of all whole runs that were trained as some studies say, by study, setting and seed.

    Raises InputError where a run cannot be read, or the data set in `root`.
    """
    rows, clips, sets = [], {}, {}
    for study in some.values():
        for label, setting in study.settings.items():
            for seed in _seeds(folder, setting, root):
                name = run_name(setting, seed)
                *_, scored = stores_of(folder / name, root).values()
                store = open_store(scored)
                run = store.run
                if run.split not in sets:
                    sets[run.split] = open_dataset(root, run.split)
                if name not in clips:  # studies share settings
                    clips[name] = clips_of(name, store, sets[run.split])
                about = (
                    *(study.name, label, seed, name, run.encoder, run.decoder),
                    *(run.dataset, run.split, run.synthetic, scale.name),
                )
                settings = {"epochs": setting.train.epochs, "width": setting.model.width}
                means = scores_of(clips[name], [name])[0].mean(axis=0)  # (M,)
                scores = {key: means[SCORES.index(key)] for key in HEADLINE}
                rows.append(dict(zip(_ABOUT, about, strict=True)) | settings | scores)
    none = pd.DataFrame(columns=CLIP_COLUMNS)
    return Results(pd.DataFrame(rows, columns=COLUMNS), pd.concat(clips.values()) if clips else none)


def _seeds(folder: Path, setting: Setting, root: Path) -> list[int]:
    """Of the whole runs of a setting; runs of another schedule are none of its."""
    found = []
    for record in (folder / setting.name).glob("seed-*/training/config.json"):
        trained = TRAINING_RECORD.read(record).train
        same = trained == replace(setting.train, seed=trained.seed)
        stores = stores_of(record.parents[1], root).values()
        if same and all((store / "run.json").exists() for store in stores):
            found.append(trained.seed)
    return sorted(found)


def save(folder: Path, found: Results) -> Path:
    """Write results beside those of other studies that are there; returns the file of the rows."""
    path, rows, clips = folder / FILE, found.rows, found.clips
    if path.exists():
        before = load(folder)
        rows = pd.concat([before.rows[~before.rows.study.isin(rows.study.unique())], rows])
        kept = before.clips.run.isin(rows.run) & ~before.clips.run.isin(clips.run.unique())
        clips = pd.concat([before.clips[kept], clips]) if kept.any() else clips
    write_whole(
        folder / CLIPS, lambda temporary: clips.to_parquet(temporary, index=False, compression="zstd")
    )
    write_whole(path, lambda temporary: rows.to_parquet(temporary, index=False))
    return path


def load(folder: Path) -> Results:
    """Read results.  Raises InputError where the files are not what `save` writes."""
    rows = _read(folder / FILE, COLUMNS)
    path = folder / CLIPS
    return Results(rows, _read(path, CLIP_COLUMNS) if path.exists() else pd.DataFrame(columns=CLIP_COLUMNS))


def _read(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        rows = pd.read_parquet(path, use_threads=False)
    except Exception as error:  # pandas trusts what a file says of itself, and fails in every way
        expected = f"expected the results of studies as Parquet ({reason(error)})"
        raise InputError(path, expected, "Make it with `leap study`.") from error
    if missing := {*columns} - {*rows.columns}:
        expected = f"expected a column {min(missing)}"
        raise InputError(path, expected, "Make it with `leap study`.")
    for name in columns:
        if not _fits(name, rows[name]):
            raise InputError(
                path, f"expected other values in its column {name}", "Make it with `leap study`."
            )
    return rows


def _fits(name: str, column: pd.Series) -> bool:
    """Whether the values of a column are what `save` writes."""
    if name in _TEXT:
        return all(isinstance(value, str) for value in column)
    kind = column.dtype.kind
    return kind == "b" if name == "synthetic" else kind == "i" if name in _WHOLE else _finite(kind, column)


def _finite(kind: str, column: pd.Series) -> bool:
    return kind == "f" and bool(np.isfinite(column).all())


def summary(rows: pd.DataFrame) -> Summary:
    """Of the rows of one setting, a seed each."""
    found = {name: _spread_of(rows[name]) for name in HEADLINE}
    mean, deviation, interval = ({n: values[i] for n, values in found.items()} for i in range(3))
    return Summary(len(rows), mean, deviation, interval)


def _spread_of(values: pd.Series) -> tuple[float, float, float]:
    """Mean, standard deviation of the sample, half of the mean's 95 % interval; NaN for one value."""
    from scipy.special import stdtrit  # takes a while to load

    n, deviation = len(values), values.std(ddof=1)
    half = stdtrit(n - 1, 0.975) * deviation / np.sqrt(n) if n > 1 else np.nan
    return float(values.mean()), float(deviation), float(half)


def markdown(rows: pd.DataFrame, metrics: tuple[str, ...] = HEADLINE) -> str:
    """A table of one study: a row a setting, mean and standard deviation over seeds."""
    lines = [["setting", "seeds", *(name.replace("_", " ") for name in metrics)]]
    for setting, runs in rows.groupby("setting", sort=False):
        found = summary(runs)
        lines.append([str(setting), str(found.seeds), *(found.cell(m) for m in metrics)])
    return markdown_table(lines)
