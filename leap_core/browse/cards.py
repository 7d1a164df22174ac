"""A page of clips -> what the Browse screen draws of it: plain JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from leap_core.browse.query import Clip, Page
from leap_core.types import MODALITIES


def cards_view(page: Page) -> list[dict[str, Any]]:
    """Every clip of a page with its facts, and a row of cells for each class that anyone finds in it."""
    return [_card(clip) for clip in page.clips]


def _card(clip: Clip) -> dict[str, Any]:
    grids = clip.truth, *clip.decided.values()
    found = np.logical_or.reduce([grid.any(axis=(0, 2)) for grid in grids])  # (C,)
    return {
        "filename": clip.filename,
        "labels": list(clip.labels),
        "overlapping": clip.overlapping,
        "agreement": clip.agreement,
        "off_screen": clip.off_screen,
        "scores": dict(clip.scores),
        "difference": clip.difference,
        "rows": [_row(clip, c) for c in found.nonzero()[0].tolist()],
    }


def _row(clip: Clip, c: int) -> dict[str, Any]:
    def cells(grid: np.ndarray) -> dict[str, list[int]]:
        return {m: grid[i, c].astype(int).tolist() for i, m in enumerate(MODALITIES)}

    said = {s: {"decided": cells(clip.decided[s]), "ungated": cells(clip.ungated[s])} for s in clip.decided}
    return {"index": c, "truth": cells(clip.truth), **said}
