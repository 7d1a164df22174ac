"""What the index of a site shows: cards, as the Browse screen has them, and the table of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from leap_app import facts
from leap_core.browse import Page, Rule, cards_view, find_clips
from leap_core.data.dataset import Dataset
from leap_core.runs.names import short_names
from leap_core.runs.score import table_of
from leap_core.runs.store import Store
from leap_core.views import classes_view


def index_view(
    data: Dataset, runs: Mapping[str, Store], names: Sequence[str], pages: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The cards of clips in this order, with the addresses of their `pages`, as site/index.js reads them.

    Cards are of the two runs compared; further runs have their lines on the clips' pages.
    """
    pair = {slot: store for slot, store in runs.items() if slot in ("1", "2")}
    short = short_names({slot: store.run for slot, store in pair.items()})
    found = {clip.filename: clip for clip in find_clips(facts.index(data, pair, Rule()), Rule(), names)}
    cards = cards_view(Page(len(names), 0, tuple(found[name] for name in names)))
    return {
        "runs": [{"slot": slot, "short": short[slot]} for slot in pair],
        "dense": data.annotations.dense,
        "segments": data.segments,
        "classes": classes_view(data, pair.values()),
        "clips": [{**card, "id": data.id_of(card["filename"]), **pages[card["filename"]]} for card in cards],
    }


def scores_html(data: Dataset, runs: Mapping[str, Store]) -> str:
    """The ten metrics of the runs on all of their split, the best in bold; nothing without truth."""
    if not data.annotations.dense:
        return ""
    table = table_of([*runs.values()], data)
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.rows)
    lines = []
    for column in table.columns:
        cells = "".join(
            f"<td>{_bold(table.text(name, column), table.is_best(name, column))}"
            f"{_ends(table.intervals.get(name, {}).get(column))}</td>"
            for name in table.rows
        )
        lines.append(f'<tr><th scope="row">{escape(column)}</th>{cells}</tr>')
    caption = f"{escape(table.caption)} All {len(data.annotations.filenames):,} clips of the split."
    head = f'<thead><tr><th scope="col">Metric</th>{heads}</tr></thead>'
    return (
        f'<section class="scores-table" tabindex="0" aria-label="Scores"><table><caption>{caption}</caption>'
        f"{head}<tbody>{''.join(lines)}</tbody></table></section>"
    )


def _bold(text: str, best: bool) -> str:
    return f"<b>{escape(text)}</b>" if best else escape(text)


def _ends(ends: tuple[float, float] | None) -> str:
    return f"<br><small>{ends[0]:.1f}\N{EN DASH}{ends[1]:.1f}</small>" if ends else ""
