"""The results of the demo set's runs as a Markdown page, and the two tables that the page is made of.

    scores.parquet   a row a run, gate and clip: the ten metrics and Avg., percent
    curves.parquet   a row a run and epoch: total loss and validation Type@AV

Shapes: N clips, S seeds, M scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from leap_core.data.dataset import Dataset
from leap_core.data.events import overlapping
from leap_core.demo.runs import SCHEDULE, Trained
from leap_core.files import write_whole
from leap_core.metrics import AVERAGE, HEADLINE, SCORES, binarise, compare, compare_seeds, evaluate
from leap_core.options import Gate
from leap_core.tables import markdown_table
from leap_core.training_record import SELECTED_BY, best_row

GATES: tuple[Gate, ...] = ("global", "or", "none")
_ABOUT = ["model", "run", "title", "chosen", "seed"]


@dataclass(frozen=True)
class Results:
    """What the page is made of."""

    scores: pd.DataFrame
    curves: pd.DataFrame

    @classmethod
    def collect(cls, found: Mapping[str, Trained], dataset: Dataset) -> Results:
        """Of trained candidates, whose stores are of the clips of `dataset`."""
        scores, curves = [], []
        for run, trained in found.items():
            for seed, (store, curve) in enumerate(zip(trained.stores, trained.curves, strict=True), start=1):
                about = dict(
                    zip(_ABOUT, (trained.model, run, store.run.title, trained.chosen, seed), strict=True)
                )
                for gate in GATES:
                    decided = binarise(store.prediction, gate=gate)
                    values = evaluate(decided, dataset.annotations.grid).scores[:, _columns()]  # (N, M)
                    table = pd.DataFrame(values.astype(np.float32), columns=list(HEADLINE))
                    scores.append(table.assign(**about, gate=gate, filename=store.filenames))
                curves.append(curve[["epoch", "total", SELECTED_BY]].astype(np.float32).assign(**about))
        return cls(pd.concat(scores, ignore_index=True), pd.concat(curves, ignore_index=True))

    @classmethod
    def load(cls, folder: Path) -> Results:
        """As `save` wrote them."""
        return cls(
            *(
                pd.read_parquet(folder / f"{name}.parquet", use_threads=False)
                for name in cls.__dataclass_fields__
            )
        )

    def save(self, folder: Path) -> None:
        """Write both tables."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in vars(self).items():
            write_whole(folder / f"{name}.parquet", lambda path, t=table: t.to_parquet(path, index=False))


def render(results: Results, dataset: Dataset) -> str:
    """The page: what was found in words, then a table for each gate, of all clips and of crowded ones."""
    crowded = overlapping(dataset.annotations.grid)
    subsets = {"All clips": np.ones_like(crowded), "Clips with overlapping events": crowded}
    count = results.scores.seed.nunique()
    seeds = "one seed" if count == 1 else f"mean ± standard deviation over {count} seeds"
    names = dict(zip(dataset.annotations.filenames, range(len(crowded)), strict=True))
    rows = results.scores.filename.map(names).to_numpy()
    parts = [_INTRODUCTION.format(split=dataset.split, seeds=seeds), "## In short\n"]
    for title, clips in subsets.items():
        parts.append(f"{title} ({clips.sum()}), Avg. with the gate `global`:\n")
        parts.append("\n".join(_found(results.scores[clips[rows]])) + "\n")
    parts += ["## What MMIL is trained with\n", _TERMS, _chosen(results.curves) + "\n"]
    parts += [
        "## Training\n",
        _TRAINING.format(**_early(results.curves)),
        _epochs(results.curves),
    ]
    for gate in GATES:
        for title, clips in subsets.items():
            some = results.scores[clips[rows] & (results.scores.gate == gate)]
            parts += [f"\n## {title} ({clips.sum()}), gate: {gate}\n", _table(some)]
    return "\n".join(parts) + "\n"


def _found(scores: pd.DataFrame) -> list[str]:
    """Sentences on LEAP and MMIL with either encoder, each as its validation split chose it."""
    scores = scores[scores.chosen & (scores.gate == "global")]
    lines = []
    for encoder in scores.model.str.partition("_")[2].unique():
        pair = [scores[scores.model == f"{decoder}_{encoder}"] for decoder in ("leap", "mmil")]
        titles = [str(one.title.iloc[0]) for one in pair]
        a, b = (_cube(one) for one in pair)
        if many := len(a) > 1:
            found = compare_seeds(a, b)
            limit = f"The design could see {found.detectable[0]:.1f}."
        else:
            found = compare(a[0], b[0])
            limit = "One seed: what other seeds would give is not in the interval."
        sign = 1 if found.mean[0] >= 0 else -1
        ahead, behind = titles[::sign]
        low, high = sorted((sign * found.low[0], sign * found.high[0]))
        p = "p < 0.001" if found.p[0] < 0.001 else f"p = {found.p[0]:.3f}"
        draws = "seeds and clips" if many else "clips"
        verdict = "more than chance" if found.p[0] < 0.05 else f"within what other {draws} would give"
        lines.append(
            f"- **{ahead}** scores {sign * found.mean[0]:.1f} points more than {behind} (95 % interval "
            f"{low:.1f} to {high:.1f}, {p}): {verdict}. {limit}"
        )
    return lines


def _cube(scores: pd.DataFrame) -> np.ndarray:
    """Avg. of one run's seeds: (S, N, 1)."""
    return scores.pivot(index="seed", columns="filename", values=AVERAGE).to_numpy(float)[..., None]


def _chosen(curves: pd.DataFrame) -> str:
    """Validation scores of the candidates of each model that has several."""
    lines = [["trained as", "validation Type@AV, mean over seeds", ""]]
    for _, some in curves.groupby("model", sort=False):
        if some.run.nunique() > 1:
            for _, of in some.groupby("run", sort=False):
                best = np.mean([best_row(curve)[SELECTED_BY] for _, curve in of.groupby("seed")])
                first = of.iloc[0]
                lines.append([first.title, f"{best:.2f}", "chosen" if first.chosen else ""])
    return markdown_table(lines)


def _early(curves: pd.DataFrame) -> dict[str, int | None]:
    runs = [run for _, run in curves.groupby(["run", "seed"])]
    early = sum(best_row(run).epoch <= 0.8 * len(run) for run in runs)  # before the last fifth
    schedule = {"epochs": SCHEDULE.epochs, "step": SCHEDULE.step_epochs + 1, "patience": SCHEDULE.patience}
    return schedule | {"count": early, "runs": len(runs)}


def _epochs(curves: pd.DataFrame) -> str:
    seeds = sorted(curves.seed.unique())
    lines = [["trained as", *(f"seed {seed}" for seed in seeds)]]
    for _, of in curves.groupby("run", sort=False):
        cells = []
        for seed in seeds:
            run = of[of.seed == seed]
            best = best_row(run)
            cells.append(f"{best.epoch:.0f} of {len(run)}: {best[SELECTED_BY]:.1f}")
        lines.append([of.title.iloc[0], *cells])
    return markdown_table(lines)


def _table(scores: pd.DataFrame) -> str:
    """Mean over seeds and their standard deviation: a row a candidate."""
    lines = [["model", *(name.replace("_", " ") for name in HEADLINE)]]
    for _, of in scores.groupby("run", sort=False):
        seeds = of.groupby("seed")[list(HEADLINE)].mean()
        mean, deviation = seeds.mean(), seeds.std(ddof=1)
        title = of.title.iloc[0] + ("" if of.chosen.iloc[0] else " (not chosen)")
        spread = {k: f" ± {deviation[k]:.1f}" if len(seeds) > 1 else "" for k in HEADLINE}
        lines.append([title, *(f"{mean[k]:.1f}{spread[k]}" for k in HEADLINE)])
    return markdown_table(lines)


def _columns() -> list[int]:
    return [SCORES.index(key) for key in HEADLINE]


_INTRODUCTION = """# Results on the demo set

The demo set is **synthetic**: these figures show how the models behave on it, and say nothing of LLP.
`leap demo runs` trains them and writes this page. All models see the same features and the same labels,
those of a simulated teacher, at the same width and on the same schedule (`leap_core/demo/runs.py`). F1 in
percent on the {split} split, whose looks and sounds training never had; {seeds}.
"""
_TERMS = """\
L_avss is a part of LEAP's method and left out for MMIL. MMIL is trained twice, with LEAP's terms of the loss
and with VALOR's, the strongest published for MMIL: the validation split chooses, so MMIL has two tries where
LEAP has one.
"""
_TRAINING = """\
One schedule for all: up to {epochs} epochs, a tenth of the learning rate from epoch {step} on, an end after
{patience} epochs without a better validation Type@AV. The best epoch lies before the last fifth of the run in
{count} of {runs} runs. A line a seed:

![Training loss and validation Type@AV by epoch](figures/curves.png)

The best epoch and its score:
"""
