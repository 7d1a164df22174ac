"""Plotly charts of the compare screen.  Colours of the two runs tell apart without red and green."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

A, B = "#5b7be0", "#d9822b"
_MARGIN = {"l": 0, "r": 8, "t": 8, "b": 36}


def class_bars(classes: pd.DataFrame) -> go.Figure:
    """Horizontal bars of A and B a class, in the frame's order from the top; columns class, A, B."""
    down = classes[::-1]  # plotly draws upwards
    bars = [
        go.Bar(y=down["class"], x=down[slot], name=slot, orientation="h", marker_color=colour)
        for slot, colour in (("B", B), ("A", A))
    ]
    layout = {"xaxis": {"title": "F1, percent", "range": [0, 100]}, "barmode": "group", "bargap": 0.3}
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "reversed"}
    height = 80 + 26 * len(classes)
    return go.Figure(bars, {**layout, "legend": legend, "height": height, "margin": {**_MARGIN, "t": 30}})


def clip_scatter(clips: pd.DataFrame) -> go.Figure:
    """A point a clip, B across and A up: above the diagonal A is better; columns clip, A, B in percent."""
    points = go.Scattergl(
        x=clips["B"],
        y=clips["A"],
        mode="markers",
        customdata=clips[["clip"]],
        hovertemplate="%{customdata[0]}<br>A %{y:.1f}, B %{x:.1f}<extra></extra>",
        marker={"color": A, "opacity": 0.7, "size": 8},
    )
    axes = {
        side: {"title": f"F1 of {slot}, percent", "range": [-3, 103]}
        for side, slot in (("xaxis", "B"), ("yaxis", "A"))
    }
    diagonal = {
        "type": "line",
        "x0": 0,
        "y0": 0,
        "x1": 100,
        "y1": 100,
        "line": {"color": "gray", "dash": "dot"},
    }
    return go.Figure(points, {**axes, "shapes": [diagonal], "height": 480, "margin": _MARGIN})
