"""What goes with a figure into a paper: a draft of the caption, the LaTeX around it, its data as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from leap_core.categories import display_name
from leap_core.figures.content import Content
from leap_core.figures.ends import ends_of
from leap_core.figures.venues import print_of
from leap_core.figures.write import Figure
from leap_core.maps import LAST, MEAN, PROBABILITY, TRUTH
from leap_core.metrics import AVERAGE
from leap_core.options import GATE_NAMES
from leap_core.tables import escape_latex
from leap_core.types import MODALITIES

_COLUMNS = ("clip", "what", "run", "modality", "class", "onset_s", "offset_s", "value")


def caption(figure: Figure) -> str:
    """A draft with the figures filled in, as plain text."""
    data = figure.sources.dataset
    synthetic = ", synthetic data" if data.synthetic else ""
    parts = [f"Qualitative examples from {data.name} ({data.split} split{synthetic})."]
    several = len(figure.contents) > 1
    for number, content in enumerate(figure.contents):
        letter = f"({chr(ord('a') + number)}) " if several else ""
        parts.append(f"{letter}Clip {content.id}: {_scores(content)}.{_hidden(content)}")
    return " ".join([*parts, *_key(figure)])


def latex(figure: Figure, name: str) -> str:
    """The figure environment for a file `name`, at its printed width."""
    recipe = figure.recipe
    paper = print_of(recipe.venue, recipe.width)
    environment = "figure*" if paper.spans_columns else "figure"
    wide = rf"{paper.width_mm:.2f}mm"
    body = rf"\input{{{name}}}" if recipe.format == "pgf" else rf"\includegraphics[width={wide}]{{{name}}}"
    packages = "pgf and graphicx" if recipe.format == "pgf" else "graphicx"
    label = "fig:" + "-".join(content.id for content in figure.contents[:2])
    lines = [
        f"% needs the package {packages}; the figure is {paper.width_mm:.2f} mm wide in print",
        rf"\begin{{{environment}}}",
        r"  \centering",
        f"  {body}",
        rf"  \caption{{{_escaped(figure)}}}",
        rf"  \label{{{label}}}",
        rf"\end{{{environment}}}",
        "",
    ]
    return "\n".join(lines)


def _escaped(figure: Figure) -> str:
    """The caption as LaTeX prints it, with A^lm and the like as formulas."""
    text = escape_latex(caption(figure))
    for kind in (m.kind for content in figure.contents for m in content.maps if m.kind.raised):
        symbol, lowered, raised = map(escape_latex, (kind.symbol, kind.lowered, kind.raised))
        below = lowered and f"_{{{lowered}}}"
        text = text.replace(escape_latex(kind.formula), f"${symbol}{below}^{{{raised}}}$")
    return text


def data_csv(figure: Figure) -> str:
    """Every number that the figure draws, a row a class, segment and modality; times in seconds."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for content in figure.contents:
        writer.writerows(_rows(content))
    return file.getvalue()


def _rows(content: Content) -> Iterator[tuple]:
    grids = [] if content.truth is None else [("Y", "", content.truth)]
    grids += [("decided", name, grid) for name, grid in content.decided.items()]
    grids += [("P", name, values) for name, values in content.probability.items()]
    for shown in content.maps:
        if shown.kind not in (TRUTH, PROBABILITY):
            grids.append((shown.kind.key, shown.run, np.stack([shown.values[m] for m in MODALITIES])))
    for what, run, grid in grids:
        for modality, rows in zip(MODALITIES, grid, strict=True):
            for name, row in zip(content.names, rows, strict=True):
                for t, value in enumerate(row):
                    if content.edges[t] == content.edges[t + 1]:
                        continue
                    onset = t * content.segment_seconds
                    times = f"{onset:g}", f"{onset + content.segment_seconds:g}"
                    yield content.filename, what, run, modality, name, *times, f"{float(value):.6g}"


def _scores(content: Content) -> str:
    labels = ", ".join(display_name(name) for name in content.names) or "no event"
    if not content.scores:
        return labels
    scores = ", ".join(f"{name} {table[AVERAGE]:.1f}" for name, table in content.scores.items())
    return f"{labels}; mean of the ten F1 scores in percent: {scores}" if scores else labels


def _hidden(content: Content) -> str:
    """How many of the classes not shown peak as high as those shown, for each map of attention."""
    said = [
        f"{shown.kind.formula} of {shown.run} for "
        + " and ".join(f"{count} ({modality})" for modality, count in shown.as_high.items())
        for shown in content.maps
        if shown.kind.scale == "attention"
    ]
    if not said or not content.hidden:
        return ""
    counts = ", ".join(said)
    return f" Of {content.hidden} classes not shown, attention peaks as high as in those shown: {counts}."


def _key(figure: Figure) -> Iterator[str]:
    """What the marks mean, as far as they are drawn."""
    recipe = figure.recipe
    if figure.sources.dataset.annotations.joint is not None:
        yield "Only what is heard and seen at once is labelled in this data set: no truth of either is drawn."
    if recipe.window:
        onset, offset = recipe.window.onset, recipe.window.offset
        yield f"Drawn are {onset:g} to {offset:g} s; scores, rows and scales are of whole clips."
    if recipe.layout != "maps" and any(content.truth is not None for content in figure.contents):
        gates = ", ".join(GATE_NAMES[gate] for gate in recipe.all_gates)
        yield (
            "Event bars: solid where an event is found, hatched where it is a false alarm, dashed where it "
            f"is missed{'' if recipe.all_gates == ('none',) else _HALF} "
            f"(threshold {recipe.threshold:g}, {gates})."
        )
    kinds = dict.fromkeys(m.kind for content in figure.contents for m in content.maps)
    if recipe.layout == "bars" or not kinds:
        return
    layers = f" ({_layer('block', recipe.block)}, {_layer('head', recipe.head)})"
    said = [
        f"{kind.symbol if kind == TRUTH else kind.formula}, {kind.meaning}{layers if kind.layered else ''}"
        for kind in kinds
    ]
    yield "Maps: " + "; ".join(said) + "."
    ends = ends_of(figure.contents, recipe.grey)
    marked = {f"{e.name} = {e.even:.3g}": None for e in ends.values() if e.even is not None}
    if marked:
        yield f"Attention shares a scale about its even share ({', '.join(marked)}), which is marked."


_HALF = ", half full where it is found but shut out by the gate"


def _layer(what: str, choice: int | str) -> str:
    """Like "last block", "mean over heads", "head 3"."""
    return {MEAN: f"mean over {what}s", LAST: f"last {what}"}.get(str(choice), f"{what} {choice}")
