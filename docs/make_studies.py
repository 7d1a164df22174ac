"""Makes docs/studies.md from what `leap study all` wrote: python docs/make_studies.py [STUDIES]

From the folder STUDIES it first takes results, and predictions of the first seed, into the demo set.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pandas as pd

from leap_core import presets
from leap_core.complexity import complexity
from leap_core.metrics import AVERAGE
from leap_core.published import Row, published_of
from leap_core.studies.grid import DEMO, Study, studies
from leap_core.studies.results import FILE, Trend, load, markdown, save, trends

DOCS = Path(__file__).parent
KEPT = DOCS.parent / "assets" / "demo" / "runs" / "studies"
RESULTS = KEPT / FILE
_SHOWN = ("segment_type", "segment_event", "event_type", "event_event", AVERAGE)
_HEAD = """# The paper's studies on the demo set

The demo set is **synthetic**, and its models are small and briefly trained: these pages show that the
studies can be rerun and what such data answer, not how LEAP scores on LLP. Published figures are of LLP's
test split, with their source. All of it was made by

    leap study all --data build/demo --out build/studies --small --accelerator cpu
    python docs/make_studies.py build/studies

after `leap demo build`, which makes the training clips. `--small` means width {width}, {epochs} epochs
(learning rate {rate:g}, a tenth of it from epoch {step} on), batches of {batch}, for every model alike;
only MMIL goes without L_avss, which is a part of LEAP's method. Settings that studies share are trained
once: {runs} runs, 37 minutes on 2 cores, in two pieces and with other work beside them. Scores are F1 in
percent on the {split} split, mean ± standard deviation over {seeds} seeds.

LEAP is not yet at its best after {epochs} epochs: at 60 epochs the same models score as
[demo-results.md](demo-results.md) lists. Where MMIL is ahead below, that is a part of the reason.
"""


def text(rows: pd.DataFrame) -> str:
    """The page."""
    one, train = rows.iloc[0], DEMO.train
    head = _HEAD.format(
        width=one.width, epochs=one.epochs, rate=train.learning_rate, step=train.step_epochs + 1,
        batch=train.batch_size, runs=rows.run.nunique(), split=one.split, seeds=rows.seed.nunique(),
    )  # fmt: skip
    plans = studies(DEMO)
    found = {name: _trends(rows, name) for name in plans}
    parts = [head, _statement(plans, found)]
    for name, study in plans.items():
        parts.append(_study(study, rows[rows.study == name], published_of(name), found[name]))
    return "\n".join([*parts, _complexity()])


def _trends(rows: pd.DataFrame, study: str) -> list[Trend]:
    scores = {label: row.scores[AVERAGE] for label, row in published_of(study).items()}
    return trends(rows[rows.study == study], scores)


def _statement(plans: dict[str, Study], found: dict[str, list[Trend]]) -> str:
    """Which published trends hold here, in plain words."""
    lines = ["## Which published trends the demo set reproduces", ""]
    for verdict, words in (
        ("reproduced", "Reproduced:"),
        ("reversed", "Reversed:"),
        ("open: within noise", "Open, since the difference here is within the noise of the seeds:"),
    ):
        some = [(plans[n].title, t) for n in plans for t in found[n] if t.verdict == verdict]
        lines += [words, "", *(f"- {title}: {t.better} over {t.worse}" for title, t in some or [])]
        lines += [] if some else ["- none"]
        lines.append("")
    lines.append(
        "No paper prints averages for blocks, terms of the loss or MMIL: there is nothing to compare."
    )
    return "\n".join([*lines, ""])


def _study(study: Study, rows: pd.DataFrame, printed: dict[str, Row], found: list[Trend]) -> str:
    parts = [f"## {study.title}", study.question, "", markdown(rows, _SHOWN), ""]
    if printed:
        header = ["published on LLP", *(name.replace("_", " ") for name in _SHOWN), "source"]
        lines = [header, ["---"] * len(header)]
        for label, row in printed.items():
            scores = ("" if row.scores[m] is None else f"{row.scores[m]:.1f}" for m in _SHOWN)
            lines.append([label, *scores, row.source])
        parts += ["\n".join(f"| {' | '.join(cells)} |" for cells in lines), ""]
    for t in found:
        here = f"{t.here:+.1f} ± {t.interval:.1f}"
        parts.append(f"- {t.better} over {t.worse}: published {t.published:+.1f}, here {here}: {t.verdict}.")
    return "\n".join([*parts, ""])


def _complexity() -> str:
    """Parameters and MACs of the released LEAP with MM-Pyr."""
    lines = [["module", "parameters, published", "live", "MACs, published", "live"], ["---"] * 5]
    for row in complexity(presets.leap_mm_pyr()).rows():
        counts = [
            row[f"{what}_{of}"] / 1e6 for what in ("parameters", "macs") for of in ("published", "live")
        ]
        lines.append([row["module"].replace("_", " "), *(f"{count:.2f} M" for count in counts)])
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"""## Complexity
LEAP with MM-Pyr at full size, one clip of 10 segments, from `leap complexity --preset leap_mm_pyr`. The
Studies screen measures its time, and says what the published code holds and computes beside what is needed.

{table}
"""


def keep(folder: Path) -> None:
    """Take results into the demo set, and predictions of the first seed of what papers print and of MMIL."""
    rows = load(folder / FILE)
    of_papers = {(name, label) for name in studies(DEMO) for label in published_of(name)}
    first = rows[rows.seed == 1].itertuples()
    names = {r.run for r in first if r.study == "decoder" or (r.study, r.setting) in of_papers}
    shutil.rmtree(KEPT, ignore_errors=True)
    for name in names:
        (KEPT / name).mkdir(parents=True)
        for file in ("run.json", "predictions.parquet"):
            shutil.copy(folder / name / file, KEPT / name / file)
    save(KEPT, rows)


if __name__ == "__main__":
    if sys.argv[1:]:
        keep(Path(sys.argv[1]))
    (DOCS / "studies.md").write_text(text(load(RESULTS)), encoding="utf-8")
