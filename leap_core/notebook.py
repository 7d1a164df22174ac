"""`lc.show`: the clip screen in a notebook, in Jupyter, VS Code and Colab, and in what nbconvert makes of it.

It is the page of `leap export --html` in a frame where scripts may run, by the page's own policy, and nothing
else: without `allow-same-origin` neither it nor the notebook can read the other.  So it says how high it is,
through a port that `onload` hands it: an attribute, since VS Code runs the scripts of an output elsewhere
than they stand.  Where a notebook runs none the frame scrolls.  It is dark where the text around it is light,
whatever the system is.  JupyterLab drops the frame of a notebook that it does not trust and keeps what stands
between its tags, which no browser shows otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from leap_core.resources import DEMO

if TYPE_CHECKING:
    from leap_core.data.dataset import Dataset
    from leap_core.runs.store import Store

_HEIGHT = 900  # pixels, until the page says its own
_FITTED = (
    "const light = getComputedStyle(this).color.match(/[0-9.]+/g).slice(0, 3).every((part) => part > 127);"
    " this.style.colorScheme = light ? 'dark' : 'light';"
    " const { port1, port2 } = new MessageChannel();"
    " port1.onmessage = ({ data }) => { this.style.height = `${data}px`; };"
    " this.contentWindow.postMessage('height', '*', [port2]);"
)


@dataclass(frozen=True)
class ShownClip:
    """A clip on the clip screen, which a notebook draws where a cell ends with it."""

    clip: str  # full name
    page: str = field(repr=False)  # HTML that needs neither server nor network

    def _repr_html_(self) -> str:
        style = f"width: 100%; height: {_HEIGHT}px; border: 0"
        return (
            f'<iframe title="{escape(self.clip)}" sandbox="allow-scripts" style="{style}"'
            f' onload="{escape(_FITTED)}" srcdoc="{escape(self.page)}">'
            f"The clip screen of {escape(self.clip)} is shown once you trust this notebook.</iframe>"
        )


def show(
    run_a: Store | str | PathLike[str],
    run_b: Store | str | PathLike[str],
    clip: str,
    data: Dataset | str | PathLike[str] = DEMO,
    what_if: bool = False,
) -> ShownClip:
    """The clip screen of a clip or a video's id with two runs, the baseline first, as the output of a cell.

    Runs and data are opened already or named by their folders; of data that is the test split.  With
    `what_if` the output holds answers of the models that the runs carry.  Raises InputError where a folder
    cannot be read, the data set or a run lacks the clip, a run is of other data, or answers are wanted and no
    run carries its model.
    """
    from leap_app.standalone import page
    from leap_core.data.dataset import Dataset, open_dataset
    from leap_core.figures.content import resolve
    from leap_core.runs.store import Store, open_store

    dataset = data if isinstance(data, Dataset) else open_dataset(Path(data))
    stores = [run if isinstance(run, Store) else open_store(run) for run in (run_a, run_b)]
    filename = resolve(dataset, clip)
    return ShownClip(filename, page(dataset, stores, [filename], what_if=what_if))
