"""What the other screens need, made while the first is looked at: their first open would wait for it.

Modules that are loaded when they are first used (matplotlib, Plotly's checks, scipy), and what each screen
opens with where nothing else is chosen.  All of it is kept where the screens look for it.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import threading
import time

from leap_app import folders, loaders, records
from leap_core.errors import InputError
from leap_core.options import GATE, THRESHOLD

DRAWN = threading.Event()  # a first screen is on show
_PAUSE = 1.0  # seconds, for what that fetches
_MAPS = "Y", "A", "Wt", "P", "D"  # of a figure that follows the clip screen


def load() -> None:
    """Wait for the first screen, then prepare the others."""
    DRAWN.wait()
    time.sleep(_PAUSE)
    for prepare in (_charts, _compare, _figure, _studies):
        with contextlib.suppress(InputError):  # which the screen will say
            prepare()
    gc.collect()
    gc.freeze()  # it is here to stay: full collections need not look at it, but for the last one
    atexit.register(gc.unfreeze)


def _charts() -> None:
    import plotly.graph_objects as go
    import scipy.special  # noqa: F401

    go.Figure([go.Bar(), go.Heatmap(), go.Scatter(marker={"size": 1})], {"xaxis": {"title": ""}})


def _compare() -> None:
    from leap_app.screens import choices
    from leap_app.screens.compare import probability
    from leap_app.screens.compare.pair import Pair, common_clips
    from leap_app.screens.compare.scored import row_of

    runs = loaders.runs(folders.runs_root()).stores
    stores = choices.usual_runs(runs)
    pair = Pair(loaders.data_of(stores), stores, THRESHOLD, GATE)
    if not pair.data.annotations.dense:  # of which less is drawn, and quickly
        return
    clips = tuple(common_clips(pair.data, runs.values()))
    for run in runs.values():
        row_of([run], pair, clips)
    if len(stores) == 2 and pair.names:
        pair.compared(*(pair.scores(slot) for slot in stores))
        probability.prepare(pair)


def _figure() -> None:
    from leap_app.screens import choices
    from leap_app.screens.figure.drawn import drawn
    from leap_core.figures.recipe import Recipe
    from leap_core.figures.sources import gather

    stores = choices.usual_runs(loaders.runs(folders.runs_root()).stores)
    data, runs = loaders.data_of(stores), [*stores.values()][::-1]
    names, clip = tuple(store.run.name for store in runs), records.opening(data, stores).filename
    recipe = Recipe(data.name, names, (clip,), data.split, maps=_MAPS)
    drawn(recipe, gather(recipe, data, runs))


def _studies() -> None:
    from leap_app.screens import studies

    studies.prepare()
