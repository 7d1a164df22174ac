"""Options that several commands of `leap` share, and how they open a data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leap_core.console import say
from leap_core.errors import InputError
from leap_core.official import KINDS
from leap_core.options import LABELS, WORDS

if TYPE_CHECKING:
    from leap_core.data.dataset import Dataset

    Kind = str
else:  # of a table, which a type checker cannot read
    Kind = Literal[KINDS]


_PAIR = ("mmil_mm_pyr", "leap_mm_pyr")  # drawn where no run is named: baseline first


def listed(words: Sequence[str]) -> str:
    """Words as help texts have them: a, b or c."""
    return f"{', '.join(words[:-1])} or {words[-1]}"


Data = Annotated[Path, typer.Option(help="Data set folder: LLP's, or one laid out like it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Count = Annotated[int, typer.Option(min=1)]
Threshold = Annotated[float, typer.Option(min=0, max=1)]
Accelerator = Annotated[str, typer.Option(help="cpu, cuda, mps or auto.")]
Ray = Annotated[
    str | None,
    typer.Option(
        "--ray",
        metavar="[ADDRESS]",
        help="Spread over GPUs and machines by Ray: at HOST:PORT, at RAY_ADDRESS, or on this machine.",
    ),
]
Release = Annotated[Kind | None, typer.Option(help="The release, where an official file cannot tell.")]
LABEL_SOURCE = typer.Option(
    help=f"Label embeddings: `{LABELS}`, `{WORDS}`, LLP's .pt dict, a glove.*.txt file, or MiniLM's folder."
)
WORD_SOURCE = typer.Option(
    help=f"Vectors of words: `{WORDS}`, which come along, a glove.*.txt file, or MiniLM's folder."
)


def open_split(data: Path, split: str) -> Dataset:
    """A split of the data set, whose load report is printed."""
    from leap_core.data.dataset import open_dataset

    dataset = open_dataset(data, split)
    for line in dataset.annotations.report.lines():
        say(line)
    return dataset


def usual_runs(data: Path) -> list[Path]:
    """The runs to draw where none is named: of the demo set, or of a folder made like it.

    Raises InputError where they are not there.
    """
    folders = [data / "runs" / name for name in _PAIR]
    if not all(folder.is_dir() for folder in folders):
        raise InputError(data / "runs", f"expected the runs {' and '.join(_PAIR)}", "Name runs with --run.")
    return folders
