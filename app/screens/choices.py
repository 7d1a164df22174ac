"""What several screens let the user choose, and how they say what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd
import streamlit as st

from leap_app import folders, loaders, session, state
from leap_app.screens.problems import Problems
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.options import GATE_NAMES, THRESHOLD
from leap_core.runs import names
from leap_core.runs.store import Store
from leap_core.tables import cell

_DEFAULT_RUNS = {state.RUN_A: "leap_mm_pyr", state.RUN_B: "mmil_mm_pyr"}


def runs(problems: Problems) -> Mapping[str, Store]:
    """The runs of the folder by name; what is wrong with others is said in `problems`."""
    try:
        found = loaders.runs(folders.runs_root())
    except InputError as error:
        problems.say(error)
        return {}
    for error in found.broken:
        problems.say(error)
    stores = dict(found.stores)
    for name in (*state.added(), *state.further()):
        if name in stores:
            continue
        with problems.caught():
            stores[name] = loaders.run(folders.runs_root(), name)
    return stores


def add_run(box) -> None:
    """A way to add a run that lies deeper in the folder of runs."""
    with box.popover("Add a run", icon=":material/add:"):
        add_form()


def add_form() -> None:
    """The form of `add_run`."""
    with st.form("add run", border=False, clear_on_submit=True):
        root = folders.runs_root()
        st.text_input(
            f"Folder of a run below {root}, or one that holds several",
            key=session.RUN_FOLDER,
            placeholder="seed-2/leap_mm_pyr",
        )
        st.form_submit_button("Add", on_click=session.attempt, args=(_add,))


def _add() -> None:
    """Add the run that was named, or all of the folder that was."""
    root, named = folders.runs_root(), session.get(session.RUN_FOLDER).strip().strip("/")
    for name in loaders.runs_at(root, named):
        loaders.run(root, name)
        state.add(name)


def titles(stores: Mapping[str, Store]) -> dict[str, str]:
    """What to call runs by name."""
    return names.titles({name: store.run for name, store in stores.items()})


def usual_runs(stores: Mapping[str, Store]) -> dict[str, Store]:
    """The two runs on show where nothing else is chosen, by slot; the one twice where there is but one."""
    options, chosen = list(stores), {}
    for place, (key, slot) in enumerate(state.PAIR.items() if stores else ()):
        wanted = _DEFAULT_RUNS[key]
        chosen[slot] = stores[wanted if wanted in stores else options[min(place, len(options) - 1)]]
    return chosen


def two_runs(stores: Mapping[str, Store], boxes, problems: Problems) -> dict[str, Store]:
    """Select boxes of run 1 and run 2; the stores chosen by slot, none where there are none."""
    if not stores:
        return {}
    options, called, usual = list(stores), titles(stores), usual_runs(stores)
    chosen = {}
    for (key, slot), box in zip(state.PAIR.items(), boxes, strict=True):
        value = asked(key, "run", options, usual[slot].run.name, folders.runs_root(), problems)
        tie = state.chosen(key, value)
        chosen[slot] = stores[box.selectbox(f"Run {slot}", options, format_func=called.get, **tie)]
    return chosen


def further_runs(stores: Mapping[str, Store], box) -> dict[str, Store]:
    """A box of the runs beside run 1 and run 2, and a way to add one; the stores chosen by slot."""
    names = [name for name in state.further() if name in stores]
    with box.popover("Further runs", icon=":material/add:"):
        st.multiselect(
            "Runs beside 1 and 2, such as seeds", stores, format_func=titles(stores).__getitem__,
            max_selections=len(state.FURTHER),
            **session.bound(session.FURTHER_RUNS, names, state.choose_further),
        )  # fmt: skip
        add_form()
    return {slot: stores[name] for slot, name in zip(state.FURTHER.values(), names, strict=False)}


def baseline_first(stores: Mapping[str, Store]) -> list[Store]:
    """Stores by slot as papers have them: run 2, run 1, then further ones; each once."""
    first, second = state.PAIR.values()
    order = [slot for slot in (second, first, *state.FURTHER.values()) if slot in stores]
    return list({stores[slot].folder: stores[slot] for slot in order}.values())


def asked(
    key: str, what: str, options: Sequence[str], default: str, source: Path | str, problems: Problems
) -> str:
    """What the address asks for; where there is no such thing, say so and show the default."""
    value = state.asked(key)
    if value is None or value in options:
        return value or default
    problems.say(_unknown(value, what, source))
    return default


def _unknown(value: str, what: str, source: Path | str) -> InputError:
    expected = f"there is no {what} {value[:80]!r} to choose here, which the address asks for"
    return InputError(source, expected, f"Choose a {what} above.")


def data_of(stores: Mapping[str, Store], problems: Problems) -> Dataset | None:
    """The split of the first run, or the test split where there is none; None if it cannot be read."""
    with problems.caught():
        return loaders.data_of(stores)
    return None


def pick(
    label: str,
    key: str,
    options: Sequence[str],
    box,
    problems: Problems,
    format_func: Callable[[str], str] = str,
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """A select box in `box` whose choice lives in the address; the first option unless told."""
    value = asked(key, label.lower(), options, options[0], "address", problems)
    tie = state.chosen(key, value)
    return box.selectbox(label, options, format_func=format_func, width=width, **tie)


def several(
    label: str, key: str, called: Mapping[str, str], default: Sequence[str], box, problems: Problems
) -> list[str]:
    """Any number of runs, by what they are called; `default` unless told."""
    wanted = state.asked_all(key)
    for name in set(wanted) - called.keys():
        problems.say(_unknown(name, "run", folders.runs_root()))
    value = [name for name in wanted if name in called] or list(default)
    tie = session.bound(key, value, partial(state.choose_all, key))
    return box.multiselect(label, called, format_func=called.get, **tie) or list(default)


def toggle(label: str, key: str, box) -> bool:
    """A switch that lives in the address, off unless told."""
    return box.toggle(label, **state.chosen(key, state.asked(key) == "1"))


def threshold(problems: Problems) -> float:
    """The threshold that the address asks for; where it is none, say so and take the usual one."""
    text = state.asked(state.THRESHOLD) or f"{THRESHOLD}"
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0 <= value <= 1:
        return value
    problems.say(InputError("address", f"there is no threshold {text!r}", "Choose one from 0 to 1."))
    return THRESHOLD


def tabs(
    label: str,
    key: str,
    options: Sequence[str],
    problems: Problems,
    format_func: Callable[[str], str] = str.capitalize,
) -> str:
    """Likewise all options side by side, without their label."""
    value = asked(key, label.lower(), options, options[0], "address", problems)
    return st.segmented_control(
        label, options, required=True, format_func=format_func, label_visibility="collapsed",
        **state.chosen(key, value),
    )  # fmt: skip


def offer_thresholds(box, stores: Mapping[str, Store], gate: str, take: Callable[[float], None]) -> None:
    """What validation chose for each run and the gate, a button each; `take` hears of a click.

    Nothing is there where it chose for none.
    """
    found = {name: store.run.chosen_for(gate) for name, store in stores.items()}
    offers = {name: chosen for name, chosen in found.items() if chosen}
    if not offers:
        return
    with box.popover("Validation", help="Thresholds of the best segment Type@AV on the validation split"):
        for name, chosen in offers.items():
            score = f"Segment Type@AV {chosen.score:.1f} on the validation split, {GATE_NAMES[gate]}"
            st.button(
                f"{titles(stores)[name]}: {chosen.threshold:.2f}", on_click=take, args=(chosen.threshold,),
                key=f"chosen {name}", type="tertiary", help=". ".join(filter(None, (score, chosen.beside))),
            )  # fmt: skip


def download(frame: pd.DataFrame, name: str, of: str = "") -> None:
    """A button that gives a chart's data as the file NAME.csv; `of` tells two of one name apart."""
    file = f"{name.removesuffix('.')}.csv"  # a metric is called "Avg."
    text = frame.rename(columns=cell).map(lambda value: cell(value) if isinstance(value, str) else value)
    st.download_button("Download CSV", text.to_csv(index=False), file, key=f"{file}{of}", type="tertiary")
