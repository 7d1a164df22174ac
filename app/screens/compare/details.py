"""What runs are, beside each other: how they were trained, on what, how well they did, with which weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from leap_app import loaders, state
from leap_app.charts import curve_lines
from leap_app.screens import choices, tables
from leap_app.screens.compare.pair import Pair
from leap_app.screens.plain import plain
from leap_app.screens.problems import Problems
from leap_core.metrics import HEADLINE, METRIC_NAMES
from leap_core.options import GATE_NAMES
from leap_core.runs.names import short_names
from leap_core.runs.store import Store
from leap_core.training_record import SELECTED_BY, TrainingRecord, best_row, losses_of

_CONFIG: Any = {"displayModeBar": False}
_SHORT = 12  # digits of a hash
T = TypeVar("T")


def draw(runs: Mapping[str, Store], pair: Pair, metric: str, problems: Problems) -> None:
    """Draw the curves of some runs, the pair's unless told, and what is known of them."""
    default = list(dict.fromkeys(store.run.name for store in pair.stores.values()))
    names = choices.several("Runs", state.DETAILS, choices.titles(runs), default, st, problems)
    called = short_names({name: runs[name].run for name in names})
    stores = {called[name]: runs[name] for name in names}
    records = _each(loaders.training, stores, problems)
    _curves({title: stores[title] for title, record in records.items() if record}, metric, problems)
    without = [title for title, record in records.items() if record is None]
    if without:
        st.info(f"Without training in their folder, and so without curves: {plain(', '.join(without))}.")
    _facts({title: dict(_known(store, records.get(title))) for title, store in stores.items()})


def _each(read: Callable[[Store], T], stores: Mapping[str, Store], problems: Problems) -> dict[str, T]:
    """What is read of each run; of those that are broken it is said."""
    found = {}
    for title, store in stores.items():
        with problems.caught():
            found[title] = read(store)
    return found


def _curves(stores: Mapping[str, Store], metric: str, problems: Problems) -> None:
    """Losses, the validation metric and the learning rate by epoch, one over the other."""
    curves = _each(loaders.curves, stores, problems)
    if not curves:
        return
    shown = metric if metric in HEADLINE else SELECTED_BY  # what training keeps of validation
    best = {title: float(best_row(table)["epoch"]) for title, table in curves.items()}
    kept = ", ".join(f"{title}: {best[title]:.0f} of {len(table)}" for title, table in curves.items())
    st.markdown(
        "**Training**, by epoch; stars are at the epoch that was kept, the best by "
        f"{METRIC_NAMES[SELECTED_BY]} on the validation split ({plain(kept)})."
    )
    losses = list(dict.fromkeys(name for table in curves.values() for name in losses_of(table)))
    charts = {
        "losses": (losses, {"title": "training loss"}),
        "validation": ([shown], {"title": f"{METRIC_NAMES[shown]} on validation, percent"}),
        "learning rate": (
            ["learning_rate"],
            {"title": "learning rate", "type": "log", "dtick": 1, "exponentformat": "power"},
        ),
    }
    for (name, (columns, axis)), box in zip(charts.items(), st.columns(3), strict=True):
        box.plotly_chart(curve_lines(curves, columns, best, axis), key=f"curves {name}", config=_CONFIG)
    choices.download(pd.concat([t.assign(run=title) for title, t in curves.items()]), "curves")


def _facts(known: Mapping[str, Mapping[tuple[str, str], str]]) -> None:
    """A column a run; what differs between them is bold."""
    rows = list(dict.fromkeys(row for facts in known.values() for row in facts))
    index = pd.MultiIndex.from_tuples(rows, names=["of", "what"])
    frame = pd.DataFrame(
        {title: [facts.get(row, "") for row in rows] for title, facts in known.items()}, index
    )

    def bold(row: pd.Series) -> list[str]:
        return ["font-weight: 700" if row[row != ""].nunique() > 1 else ""] * len(row)

    st.markdown("**Settings, data and weights**" + ("; what differs is bold." if len(known) > 1 else "."))
    tables.show(frame.style.apply(bold, axis=1))
    choices.download(frame.reset_index(), "details")


def _known(store: Store, record: TrainingRecord | None) -> Iterator[tuple[tuple[str, str], str]]:
    """What a run says of itself, by group and name."""
    run = store.run
    synthetic = " (synthetic data)" if run.synthetic else ""
    yield ("Run", "folder"), run.name
    yield ("Run", "weights"), _weights(store)
    yield ("Data", "set and split"), f"{run.dataset}{synthetic}, {run.split} split"
    yield (
        ("Data", "clips, classes, segments"),
        f"{len(store.filenames):,}, {len(run.categories):,}, {run.segments:,}",
    )
    yield ("Data", "fingerprint"), run.dataset_fingerprint[:_SHORT]
    yield ("Data", "label embeddings"), run.label_embeddings
    yield ("Scores", "gate"), GATE_NAMES[run.gate]
    for key, value in run.metrics.items():
        yield ("Scores", METRIC_NAMES.get(key, key)), f"{value:.1f}"
    for chosen in run.chosen:
        row = ("Threshold of validation", GATE_NAMES[chosen.gate])
        yield row, f"{chosen.threshold:.2f} ({METRIC_NAMES[SELECTED_BY]} {chosen.score:.1f})"
        if own := chosen.by_class:
            row = ("Thresholds by class", GATE_NAMES[chosen.gate])
            yield row, f"leap evaluate --by-class ({METRIC_NAMES[own.metric]} of validation {own.score:.1f})"
    for name, value in _flat(run.config):
        yield ("Model", name), value
    for name, value in _flat(vars(record.train) if record else {}):
        yield ("Training", name), value


def _weights(store: Store) -> str:
    """The hash of the weights as they are now, and whether they are those that the run was made with."""
    recorded, now = store.run.checkpoint_sha256[:_SHORT], loaders.weights(store)
    if source := store.run.config.get("imported_from"):
        return f"none; imported from {source}, SHA-256 {recorded}"
    if now is None:
        return f"not in its folder; SHA-256 {recorded} as recorded"
    other = "" if now == store.run.checkpoint_sha256 else f", but the run was made with {recorded}"
    return f"SHA-256 {now[:_SHORT]}{other}"


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Settings by their path."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}".replace("_", " "), "none" if value is None else str(value)
