"""Makes docs/studies.md from what `leap study all` wrote: python docs/make_studies.py [STUDIES]

From the folder STUDIES it first takes results, and predictions of the decoder study, into the demo set.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Container
from pathlib import Path

import pandas as pd

from leap_core import presets
from leap_core.complexity import complexity
from leap_core.metrics import AVERAGE, HEADLINE
from leap_core.published import Row, published_of, published_scores
from leap_core.studies.contrasts import Contrast, contrasts, in_words
from leap_core.studies.grid import DEMO, Study, studies
from leap_core.studies.results import Results, load, markdown, save
from leap_core.tables import markdown_table

DOCS = Path(__file__).parent
KEPT = DOCS.parent / "assets" / "demo" / "runs" / "studies"
_SHOWN = ("segment_type", "segment_event", "event_type", "event_event", AVERAGE)
_HEAD = """# The paper's studies on the demo set

The demo set is **synthetic**, and its models are small and briefly trained: these pages show that the
studies can be rerun and what such data answer, not how LEAP scores on LLP. Published figures are of LLP's
test split, with their source, and stay in tables of their own. All of it was made by

    leap study all --data build/demo --out build/studies --small --accelerator cpu
    python docs/make_studies.py build/studies

after `leap demo build`. Settings that studies share are trained once: {runs} runs. Tables and tests can be
computed again from the scores of every clip that lie in assets/demo/runs/studies, without training.

## Design

- **Settings.** `--small`: width {width}, at most {epochs} epochs, an end after {patience} without a
  better validation score, learning rate {rate:g}, batches of {batch}, for every model alike. Only LEAP has
  L_avss, which is a part of its method; MMIL has VALOR's terms of the loss, which validation prefers
  ([demo-results.md](demo-results.md)).
- **Seeds.** {seeds}.
- **Split.** Scores are F1 in percent on the {split} split{clips}; gate global, threshold 0.5. The epoch of
  each run is chosen on the validation split.
- **Contrasts.** Each study lists in `leap_core/studies/grid.py`, before anything is trained, which settings
  it compares and by which metrics: the decoder study by all ten and Avg., the others by Avg. Nothing else
  is tested.
- **Test.** Seeds and clips are resampled together, 2,000 times, each difference divided by its own standard
  error (studentised hierarchical bootstrap, `leap_core/metrics/seeds.py`): other seeds and other clips
  would both have given other scores. Intervals are 95 % and not corrected; p is, by Holm, for all contrasts
  of a study. In simulation with five seeds and no difference, 3 to 7 % of its p lie below 5 %
  (tests/leap_core/metrics/test_seeds.py).
- **Detectable.** The smallest true difference that four of five such studies would find: half the interval
  and, on top, the standard error times the 80 % quantile of Student's t with Welch and Satterthwaite's
  degrees of freedom. A smaller one may well go unseen: "not told apart" never says that there is none.
- **Published.** Whether a difference goes the published way is said only where one was found; whether the
  published size lies in the interval is another question, and on other data not a test of the paper.
"""


def text(found: Results) -> str:
    """The page."""
    rows, train, plans = found.rows, DEMO.train, studies(DEMO)
    one, clips = rows.iloc[0], found.clips["clip"].nunique()
    head = _HEAD.format(
        width=one.width, epochs=one.epochs, rate=train.learning_rate, batch=train.batch_size,
        patience=train.patience,
        runs=rows.run.nunique(), split=one.split, seeds=_seeds(rows, plans),
        clips=f", {clips:,} clips" if clips else "",
    )  # fmt: skip
    compared = {name: contrasts(study, found, published_scores(name)) for name, study in plans.items()}
    parts = [head, _statement(plans, compared, {*rows.study})]
    for name, study in plans.items():
        parts.append(_study(study, rows[rows.study == name], published_of(name), compared[name]))
    return "\n".join([*parts, _complexity()])


def _seeds(rows: pd.DataFrame, plans: dict[str, Study]) -> str:
    """How many seeds the settings of each study have."""
    counts = {name: rows[rows.study == name].groupby("setting").seed.nunique() for name in plans}
    return "; ".join(
        f"{plans[name].title}: {'' if n.min() == n.max() else f'{n.min()} to '}{n.max()}"
        for name, n in counts.items()
        if len(n)
    )


def _statement(plans: dict[str, Study], compared: dict[str, list[Contrast]], run: Container[str]) -> str:
    """What was found, in plain words; `run` has the names of the studies that were."""
    lines = ["## What was found", ""]
    for name, study in plans.items():
        lines += [f"- **{study.title}**, by Avg.: {words}" for words in in_words(compared[name])]
        if not compared[name]:
            why = "that takes two seeds and the scores of their clips" if name in run else "it was not run"
            lines.append(f"- **{study.title}**: not tested; {why}.")
    return "\n".join([*lines, ""])


def _study(study: Study, rows: pd.DataFrame, printed: dict[str, Row], compared: list[Contrast]) -> str:
    metrics = HEADLINE if len(study.metrics) > 1 else _SHOWN
    parts = [f"## {study.title}", study.question, "", markdown(rows, metrics), ""]
    if compared:
        cells = [contrast.row() for contrast in compared]
        parts += [markdown_table([list(cells[0]), *(list(row.values()) for row in cells)]), ""]
    if printed:
        lines = [["published on LLP", *(name.replace("_", " ") for name in metrics), "source"]]
        for label, row in printed.items():
            scores = ("" if row.scores[m] is None else f"{row.scores[m]:.1f}" for m in metrics)
            lines.append([label, *scores, row.origin])
        parts += [markdown_table(lines), ""]
    return "\n".join(parts)


def _complexity() -> str:
    """Parameters and MACs of the released LEAP with MM-Pyr."""
    lines = [["module", "parameters, published", "live", "MACs, published", "live"]]
    for row in complexity(presets.leap_mm_pyr()).rows():
        counts = [
            row[f"{what}_{of}"] / 1e6 for what in ("parameters", "macs") for of in ("published", "live")
        ]
        lines.append([row["module"].replace("_", " "), *(f"{count:.2f} M" for count in counts)])
    return f"""## Complexity
LEAP with MM-Pyr at full size, one clip of 10 segments, from `leap complexity --preset leap_mm_pyr`. The
Studies screen measures its time, and says what the published code holds and computes beside what is needed.

{markdown_table(lines)}
"""


def keep(folder: Path) -> None:
    """Take results into the demo set and, of the decoder study, predictions of one seed, which are large."""
    found = load(folder)
    names = found.rows[(found.rows.seed == 1) & (found.rows.study == "decoder")].run
    shutil.rmtree(KEPT, ignore_errors=True)
    for name in names:
        (KEPT / name).mkdir(parents=True)
        for file in ("run.json", "predictions.parquet"):
            shutil.copy(folder / name / file, KEPT / name / file)
    save(KEPT, found)


if __name__ == "__main__":
    if sys.argv[1:]:
        keep(Path(sys.argv[1]))
    (DOCS / "studies.md").write_text(text(load(KEPT)), encoding="utf-8")
