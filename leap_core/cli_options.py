"""Options that several commands of `leap` share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from leap_core.options import LABELS


def listed(words: Sequence[str]) -> str:
    """Words as help texts have them: a, b or c."""
    return f"{', '.join(words[:-1])} or {words[-1]}"


Data = Annotated[Path, typer.Option(help="Data set folder: LLP's, or one laid out like it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Count = Annotated[int, typer.Option(min=1)]
Threshold = Annotated[float, typer.Option(min=0, max=1)]
Accelerator = Annotated[str, typer.Option(help="cpu, cuda, mps or auto.")]
LABEL_SOURCE = typer.Option(help=f"Label embeddings: `{LABELS}`, LLP's .pt dict, or a glove.*.txt file.")
