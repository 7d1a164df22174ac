"""The filter of the Browse screen: the rule that the address holds, its controls, and saved ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from leap_app import session, state
from leap_app.screens import choices
from leap_app.screens.problems import Problems
from leap_core.browse import LIKE, LIKENESS, MODALITIES, PRESETS, Rule, conditions, parse_rule
from leap_core.categories import display_name
from leap_core.errors import InputError
from leap_core.metrics import ERRORS, GATES, METRIC_NAMES

ANY = "any class"
MANY = 10  # overlapping events: the end of the scale means "or more"
LABELS = 5  # likewise, of the clip's labels
_WHERE = dict(zip(MODALITIES, ("in the labels", "heard", "seen", "heard and seen at once"), strict=True))
_YES = {True: "yes", False: "no"}
_FAITH = "Share of all orders of the seconds that are worse than the map's, over what the run claims"


def asked_rule(problems: Problems) -> Rule:
    """The rule that the address asks for; where there is no such rule, say so and take all clips."""
    text = state.asked(state.FILTER)
    with problems.caught():
        return parse_rule(text) if text else Rule()
    return Rule()


def seen_rule(problems: Problems) -> Rule:
    """Likewise at the threshold and the gate that are on show, which other screens may have changed."""
    rule = asked_rule(problems)
    if state.asked(state.THRESHOLD) is not None:
        rule = replace(rule, threshold=choices.threshold(problems))
    gate = choices.asked(state.GATE, "gate", GATES, rule.gate, "address", problems)
    rule = replace(rule, gate=gate)
    for key, value in _said(rule).items():
        if state.asked(key) is None:
            state.show(key, value)
    return rule


def choose(rule: Rule) -> None:
    """Put a rule into the address, with its threshold and gate; the list starts anew."""
    state.choose_together({**_said(rule), state.PAGE: None})


def _said(rule: Rule) -> dict[str, str | float]:
    return {state.FILTER: rule.to_json(), state.THRESHOLD: float(rule.threshold), state.GATE: rule.gate}


def change(rule: Rule, how: Callable[[Rule], Rule]) -> None:
    """Put into the address what `how` makes of its rule, which may be another since `rule` was drawn."""
    choose(how(_now(rule)))


def bound(
    rule: Rule, field: str, show: Callable[[Any], Any] = lambda x: x, read: Callable[[Any], Any] = lambda x: x
) -> dict[str, Any]:
    """What ties a control to a field of the rule: it shows the field, and a change goes into the address."""

    def changed(value: Any) -> None:
        change(rule, lambda now: replace(now, **{field: read(value)}))

    return session.bound(f"filter {field}", show(getattr(rule, field)), changed)


def _now(rule: Rule) -> Rule:
    """What the address says by now: another control may have changed since `rule` was drawn."""
    try:
        text = state.asked(state.FILTER)
        now = parse_rule(text) if text else rule
        threshold = float(state.asked(state.THRESHOLD) or now.threshold)
        now = replace(now, threshold=threshold, gate=state.asked(state.GATE) or now.gate)
        return parse_rule(now.to_json())
    except (InputError, ValueError):  # said when the screen was drawn
        return rule


def presets(rule: Rule, runs: Sequence[str]) -> None:
    """Buttons of the presets, pressed again to release; threshold and gate stay."""

    def press(preset: Rule) -> None:
        change(rule, lambda now: _decided(preset, now))

    with st.container(horizontal=True, gap="xsmall", key="presets"):
        for words, preset in PRESETS.items():
            target, kind = (Rule(), "primary") if _decided(preset, rule) == rule else (preset, "secondary")
            st.button(words.format(*runs), on_click=press, args=(target,), type=kind, key=f"preset {words}")


def _decided(preset: Rule, rule: Rule) -> Rule:
    return replace(preset, threshold=rule.threshold, gate=rule.gate)


def chips(rule: Rule, runs: Sequence[str]) -> None:
    """A button for each condition, which drops it, and one that drops all; Back takes that back."""

    def drop(fields: Collection[str]) -> None:
        change(rule, lambda now: now.without(fields))

    found = conditions(rule, runs)
    # also without a chip, so that what is below stays in its place
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for words, fields in found:
            st.button(
                words, on_click=drop, args=(fields,), key=f"chip {fields[0]}", type="tertiary",
                icon=":material/close:", help="Drop this condition; Back in the browser brings it back",
            )  # fmt: skip
        if found:
            st.button(
                "Clear all", on_click=change, args=(rule, lambda now: now.cleared), key="clear all",
                help="Drop all conditions; Back in the browser brings them back",
            )  # fmt: skip


def panel(
    rule: Rule,
    categories: Sequence[str],
    runs: Mapping[str, str],
    tags: Sequence[str],
    dense: bool,
    faithful: Collection[str] = (),
) -> None:
    """Controls of every condition that the split, the runs (called by slot) and the user's tags can have.

    `faithful` has the keys, a and b, of the runs of which `leap faithfulness` has told.
    """
    st.text_input("Clip id contains", max_chars=100, **bound(rule, "text"))
    st.multiselect("Classes", categories, format_func=display_name, **bound(rule, "classes", list, tuple))
    st.segmented_control(
        "Of several classes",
        (False, True),
        format_func=lambda every: "all" if every else "any",
        **bound(rule, "every", bool, bool),
    )
    st.selectbox(
        "Classes are",
        MODALITIES,
        format_func=_WHERE.__getitem__,
        disabled=not dense,
        **bound(rule, "modality"),
    )
    _range(rule, "Labels of the clip", "label_count", 1, LABELS, 1, f"{LABELS} means {LABELS} or more")
    if rule.like:
        st.segmented_control(
            f"Like {rule.like}", LIKENESS, required=True, format_func=LIKE.__getitem__, **bound(rule, "by"),
            help="Features are those that models read, pooled over the clip: runs do not keep encoded ones",
        )  # fmt: skip
    st.toggle("Starred by you", **bound(rule, "starred"))
    options = sorted({*tags, *rule.tags})
    if options:
        st.multiselect("Your tags, all of them", options, **bound(rule, "tags", list, tuple))
    st.text_input("Your note contains", max_chars=100, **bound(rule, "note"))
    if not dense:
        return
    _range(rule, "Overlapping events", "overlapping", 0, MANY, 1, f"{MANY} means {MANY} or more")
    _range(rule, "Agreement of audio and visual", "agreement", 0.0, 1.0, 0.05)
    for label, field in (("Other classes heard than seen", "mismatch"), ("Off-screen sound", "off_screen")):
        st.segmented_control(label, (True, False), format_func=_YES.__getitem__, **bound(rule, field))
    for key, name in ((key, runs[slot]) for key, slot in state.PAIR.items() if slot in runs):
        st.subheader(name, anchor=False)
        for verb in ("makes", "avoids"):
            field = f"{verb}_{key}"
            errors = bound(rule, field, list, tuple)
            st.multiselect(
                f"{name} {verb}", ERRORS, format_func=display_name, placeholder="Kinds of error", **errors
            )
        _range(rule, f"F1 of {name}, {METRIC_NAMES[rule.metric]}", key, 0.0, 100.0, 1.0)
        if key in faithful:
            _range(
                rule, f"Map of {name} better than, % of orders", f"faithful_{key}", 0.0, 100.0, 1.0, _FAITH
            )
    if len(runs) == 2:
        one, other = runs.values()
        st.subheader(f"{one} against {other}", anchor=False)
        _range(rule, f"Difference {one} \N{MINUS SIGN} {other}", "difference", -100.0, 100.0, 1.0)
        options = (ANY, *categories)
        for label, field in (
            (f"{one} right, {other} wrong on", "solved"),
            (f"{other} right, {one} wrong on", "lost"),
        ):
            classes = bound(rule, field, _solved_shown, _solved_read)
            st.multiselect(label, options, format_func=display_name, **classes)
        if rule.region:
            text = f"Within a lasso of {len(rule.region)} corners"
            st.toggle(text, **bound(rule, "region", bool, lambda kept: rule.region if kept else ()))


def _range(
    rule: Rule, label: str, field: str, low: float, high: float, step: float, more: str | None = None
) -> None:
    """A slider of two ends; an end of the scale is no limit."""

    def show(ends) -> tuple[float, float]:
        kind = type(low)
        first, last = (
            kind(scale if end is None else end) for end, scale in zip(ends, (low, high), strict=True)
        )
        return min(max(first, low), high), min(max(last, low), high)

    def read(ends) -> tuple[float | None, float | None]:
        return (None if ends[0] <= low else ends[0], None if ends[1] >= high else ends[1])

    st.slider(
        label,
        low,
        high,
        step=step,
        help=more,
        format="%.2f" if step < 1 else "%d",
        **bound(rule, field, show, read),
    )


def _solved_shown(solved: tuple[str, ...] | None) -> list[str]:
    return [] if solved is None else list(solved) or [ANY]


def _solved_read(chosen: list[str]) -> tuple[str, ...] | None:
    if not chosen:
        return None
    return () if chosen[-1] == ANY else tuple(name for name in chosen if name != ANY)
