"""Plotly charts of the screens.  Colours of runs tell apart without red and green."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from textwrap import wrap

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from leap_core.faithfulness.results import TOP_DOWN, Curve, Row
from leap_core.faithfulness.scores import RANDOM
from leap_core.metrics import Calibration
from leap_core.tables import signed

COLOURS = ("#5b7be0", "#d9822b", "#3a9a78", "#b2589f", "#8a8430", "#4f9fb5")  # of runs, in their order
_MARGIN = {"l": 0, "r": 8, "t": 8, "b": 36}
_DOTTED = {"color": "gray", "dash": "dot"}
_NARROW = 9  # characters of a line below an axis of seven words
_ABOVE = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}


def class_bars(classes: pd.DataFrame, runs: Sequence[str]) -> go.Figure:
    """Horizontal bars of two runs a class, in the frame's order from the top; columns class and the runs."""
    down = classes[::-1]  # plotly draws upwards
    bars = [
        go.Bar(y=down["class"], x=down[run], name=run, orientation="h", marker_color=colour)
        for run, colour in zip(runs, COLOURS, strict=False)
    ]
    layout = {"xaxis": {"title": "F1, percent", "range": [0, 100]}, "barmode": "group", "bargap": 0.3}
    height = 80 + 20 * len(classes)
    figure = go.Figure(bars[::-1], {**layout, "height": height, "margin": {**_MARGIN, "t": 30}})
    return figure.update_layout(legend={**_ABOVE, "traceorder": "reversed"})


def clip_scatter(places: pd.DataFrame, runs: Sequence[str]) -> go.Figure:
    """A point a place where clips lie, larger and with their number where they are several.

    The second run is across, the first up: above the diagonal it is better.  Columns are the runs, in
    percent, the first clip of a place, the count of its clips and the names of some.
    """
    up, across = runs
    points = go.Scatter(
        x=places[across],
        y=places[up],
        mode="markers+text",
        text=[f"{count:,}" if count > 1 else "" for count in places["count"]],
        textfont={"size": 10, "color": "white"},
        customdata=places[["clip", "count", "names"]],
        hovertemplate=f"%{{customdata[1]:,}} here: {up} %{{y:.1f}}, {across} %{{x:.1f}}"
        "<br>%{customdata[2]}<extra></extra>",
        marker={"color": COLOURS[0], "opacity": 0.8, "size": 8 + 4 * np.log2(places["count"])},
        cliponaxis=False,
    )
    axes = {
        side: {"title": f"F1 of {run}, percent", "range": [-3, 103]}
        for side, run in (("xaxis", across), ("yaxis", up))
    }
    margin = {**_MARGIN, "t": 40}  # room for the mode bar above the points
    return go.Figure(points, {**axes, "shapes": [_diagonal(100)], "height": 430, "margin": margin})


def slice_differences(slices: pd.DataFrame, difference: str) -> go.Figure:
    """A dot and its interval a slice, in the frame's order from the top.

    Columns are slice, low, high and what is named by `difference`.
    """
    down = slices[::-1]
    ends = {
        "array": down["high"] - down[difference],
        "arrayminus": down[difference] - down["low"],
        "symmetric": False,
    }
    dots = go.Scatter(
        x=down[difference], y=down["slice"], mode="markers", marker={"color": COLOURS[0], "size": 9},
        error_x={**ends, "width": 3},
        customdata=down[difference].map(signed),
        hovertemplate=f"%{{y}}<br>{difference} %{{customdata}}<extra></extra>",
    )  # fmt: skip
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "line": _DOTTED}
    layout = {
        "xaxis": {"title": f"{difference}, points, 95 % interval"},
        "yaxis": {"type": "category"},
        "shapes": [zero],
    }
    return go.Figure(dots, {**layout, "height": 110 + 28 * len(slices), "margin": _MARGIN})


def confusion_map(
    segments: np.ndarray, true: Sequence[str], predicted: Sequence[str], most: int
) -> go.Figure:
    """Segments by true class (rows) and predicted class (columns); `most` and more are full colour."""
    shades = [[0, "rgba(91, 123, 224, 0.04)"], [1, "rgba(91, 123, 224, 1)"]]  # on either theme's paper
    cells = go.Heatmap(
        z=segments, x=predicted, y=true, colorscale=shades, zmin=0, zmax=most, xgap=1, ygap=1,
        colorbar={"title": "segments", "thickness": 10, "len": 0.4, "y": 1, "yanchor": "top"},
        hovertemplate="%{y} missed, %{x} said: %{z:,} segments<extra></extra>",
    )  # fmt: skip
    across = {"title": "predicted", "side": "top", "tickangle": -60, "showgrid": False}
    down = {"title": "true", "autorange": "reversed", "showgrid": False}
    layout = {"height": 190 + 24 * len(true), "margin": {**_MARGIN, "t": 130}}
    return go.Figure(cells, {**layout, "xaxis": across, "yaxis": down})


def reliability(found: Mapping[str, Mapping[str, Calibration]], modality: str) -> go.Figure:
    """Share that is there against what is said, a line a run; hovering tells how many segments.

    `found` has the runs by the classes that are looked at: a panel each, one below the other.
    """
    lines, shapes = [], []
    layout: dict[str, object] = {"grid": {"rows": len(found), "columns": 1, "pattern": "independent"}}
    for panel, (scope, runs) in enumerate(found.items()):
        of = str(panel + 1) if panel else ""  # how plotly numbers axes
        layout[f"xaxis{of}"] = {"title": f"probability said, {modality}, {scope}", "range": [-0.03, 1.03]}
        layout[f"yaxis{of}"] = {"title": "share there", "range": [-0.03, 1.03]}
        shapes.append({**_diagonal(1), "xref": f"x{of}", "yref": f"y{of}"})
        lines += [
            go.Scatter(
                x=c.said, y=c.there, customdata=c.count, mode="lines+markers", line={"color": colour},
                name=run, xaxis=f"x{of}", yaxis=f"y{of}", showlegend=not panel,
                hovertemplate="said %{x:.2f}, there %{y:.2f}<br>%{customdata:,} segments<extra></extra>",
            )
            for (run, c), colour in zip(runs.items(), COLOURS, strict=False)
        ]  # fmt: skip
    whole = {"shapes": shapes, "height": 340 * len(found), "margin": _MARGIN, "legend": _ABOVE}
    return go.Figure(lines, layout | whole)


def threshold_lines(
    scores: pd.DataFrame, metric: str, here: float, chosen: Mapping[str, tuple[float, float]]
) -> go.Figure:
    """F1 of runs against the threshold, columns threshold and the runs; a line at the one on show, `here`.

    `chosen` has the threshold that validation chose and the F1 there, by run: a diamond each.
    """
    colours = dict(zip(scores.columns.drop("threshold"), COLOURS, strict=False))
    lines = [
        go.Scatter(
            x=scores["threshold"], y=scores[run], name=run, mode="lines+markers", line={"color": colour},
            hovertemplate="threshold %{x}<br>%{y:.1f}<extra></extra>",
        )
        for run, colour in colours.items()
    ]  # fmt: skip
    edge = {"width": 1.5, "color": "gray"}
    lines += [
        go.Scatter(
            x=[x], y=[y], name=f"{run}, chosen on validation", mode="markers",
            marker={"color": colours[run], "symbol": "diamond", "size": 13, "line": edge},
            hovertemplate="chosen on validation: %{x}<br>%{y:.1f}<extra></extra>",
        )
        for run, (x, y) in chosen.items()
    ]  # fmt: skip
    shown = {"type": "line", "x0": here, "x1": here, "y0": 0, "y1": 1, "yref": "paper", "line": _DOTTED}
    axes = {"xaxis": {"title": "threshold", "range": [0, 1]}, "yaxis": {"title": f"{metric}, percent"}}
    return go.Figure(lines, {**axes, "shapes": [shown], "height": 420, "margin": _MARGIN, "legend": _ABOVE})


def removal_curves(curves: Mapping[str, Curve], shown: Sequence[str], which: str) -> go.Figure:
    """Some attributions' curves of deletion or insertion, beside chance and its spread."""
    chance = curves[RANDOM]
    mean, spread = np.array(getattr(chance, which)), np.array(chance.deviation)
    spread = spread if which == "deletion" else spread[::-1]
    x = np.arange(len(mean))
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
    grey = "rgba(128, 128, 128, 0.25)"
    lines = [
        go.Scatter(x=x, y=np.clip(mean - spread, 0, 1), **edge),
        go.Scatter(x=x, y=np.clip(mean + spread, 0, 1), fill="tonexty", fillcolor=grey, **edge),
        go.Scatter(x=x, y=mean, name="all orders", mode="lines", line=_DOTTED),
    ]
    for name, colour in zip(shown, COLOURS, strict=False):
        y, line = getattr(curves[name], which), {"color": colour}
        lines.append(go.Scatter(x=x, y=y, name=name, mode="lines+markers", line=line))
    taken = "taken away" if which == "deletion" else "given back"
    axes = {"xaxis": {"title": f"seconds {taken}"}, "yaxis": {"title": "p of the clip", "range": [0, 1.02]}}
    layout = {**axes, "height": 320, "margin": _MARGIN, "legend": _ABOVE, "hovermode": "x unified"}
    return go.Figure(lines, layout)


def likeness(rows: Sequence[Row]) -> go.Figure:
    """How like the trained map each map still is, by what was replaced; fresh weights, top down, are a line.

    Bars are a standard deviation of draws, either way.
    """
    points = []
    for name, colour in zip(dict.fromkeys(str(row["map"]) for row in rows), COLOURS, strict=False):
        for down in (True, False):
            some = [row for row in rows if row["map"] == name and (row["fresh"] in TOP_DOWN) == down]
            bars = {"array": [row["like_sd"] for row in some], "color": colour, "thickness": 1}
            shown = {"mode": "lines+markers" if down else "markers", "showlegend": down}
            x = ["<br>".join(wrap(str(row["fresh"]), _NARROW)) for row in some]
            y = [row["like"] for row in some]
            points.append(go.Scatter(x=x, y=y, error_y=bars, name=name, line={"color": colour}, **shown))
    axes = {"xaxis": {"tickangle": 0, "tickfont": {"size": 10}, "automargin": True}}
    axes |= {"yaxis": {"title": "likeness", "range": [-1.05, 1.05]}}
    return go.Figure(points, {**axes, "height": 300, "margin": _MARGIN, "legend": _ABOVE})


def curve_lines(
    curves: Mapping[str, pd.DataFrame],
    columns: Sequence[str],
    best: Mapping[str, float],
    axis: Mapping[str, str],
) -> go.Figure:
    """Columns of each run's epochs, a colour a run and a dash a column; a star is at the `best` epoch.

    The legend names the runs or, where there are several columns, these.  `axis` is what plotly takes for
    the axis upwards.
    """
    dashes, lines = dict(zip(columns, cycle(("solid", "dash", "dot", "dashdot")), strict=False)), []
    several = len(columns) > 1
    for (run, table), colour in zip(curves.items(), cycle(COLOURS), strict=False):
        kept = table[table["epoch"] == best[run]]
        star = {"color": colour, "symbol": "star", "size": 12, "line": {"width": 1, "color": "gray"}}
        for column in (c for c in columns if c in table and table[c].any()):  # what the run was trained with
            name = f"{run}, {column}" if several else run
            about = {"name": name, "hovertemplate": f"{name}<br>epoch %{{x}}: %{{y:.4g}}<extra></extra>"}
            line = {"color": colour, "dash": dashes[column], "width": 1.5}
            shown = {"mode": "lines", "line": line, "showlegend": not several}
            stars = {"mode": "markers", "marker": star, "showlegend": False}
            lines.append(go.Scatter(x=table["epoch"], y=table[column], **shown, **about))
            lines.append(go.Scatter(x=kept["epoch"], y=kept[column], **stars, **about))
    if several:
        for column, dash in dashes.items():
            key = {"mode": "lines", "line": {"color": "gray", "dash": dash}, "name": column}
            lines.append(go.Scatter(x=[None], y=[None], **key))
    layout = {"xaxis": {"title": "epoch"}, "yaxis": axis, "height": 330, "margin": _MARGIN, "legend": _ABOVE}
    return go.Figure(lines, layout)


def _diagonal(end: float) -> dict[str, object]:
    return {"type": "line", "x0": 0, "y0": 0, "x1": end, "y1": end, "line": _DOTTED}


def study_points(points: pd.DataFrame, seeds: pd.DataFrame, metric: str) -> go.Figure:
    """Settings across: mean and interval, and each seed.

    `points` has setting, mean and interval (NaN for one seed), `seeds` setting and score.
    """
    runs = {"x": seeds["setting"], "y": seeds["score"], "name": "seeds", "mode": "markers"}
    bars = {"type": "data", "array": points["interval"].fillna(0), "width": 6}
    means = {"x": points["setting"], "y": points["mean"], "name": "mean", "mode": "markers"}
    traces = [
        go.Scatter(**runs, marker={"color": COLOURS[0], "opacity": 0.35, "size": 7}),
        go.Scatter(**means, marker={"color": COLOURS[0], "size": 11}, error_y=bars),
    ]
    axes = {
        "xaxis": {"type": "category", "categoryorder": "array", "categoryarray": points["setting"]},
        "yaxis": {"title": f"{metric}, percent"},
    }
    return go.Figure(traces, {**axes, "legend": _ABOVE, "height": 380, "margin": {**_MARGIN, "t": 30}})
