"""Tables as the screens draw them: numbers, and the heads over them, to the right; a minus that is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from pandas.api.types import is_numeric_dtype
from pandas.io.formats.style import Styler

from leap_core.tables import minus


def written(frame: pd.DataFrame, formats: Mapping[str, str]) -> Styler:
    """A frame whose columns are written as `formats` says, like "{:+.1f}"; what is unknown is empty."""

    def writer(form: str) -> Callable[[Any], str]:
        return lambda value: minus(form.format(value))

    return frame.style.format({column: writer(form) for column, form in formats.items()}, na_rep="")


def show(table: Styler) -> None:
    """Draw a table, whose index has a name."""
    frame: pd.DataFrame = vars(table)["data"]  # which pandas' stubs do not know
    numbers = [i for i, kind in enumerate(frame.dtypes) if is_numeric_dtype(kind)]
    heads: Any = [{"selector": f"th.col{i}", "props": "text-align: right !important"} for i in numbers]
    st.table(table.set_table_styles(heads))


def interval(row: Mapping[str, str | float | None], figure: str) -> str:
    """That of a row's figure in words; nothing where it has none."""
    ends = row.get(f"{figure}_low"), row.get(f"{figure}_high")
    return "\N{EN DASH}".join(minus(f"{end:.3f}") for end in ends if isinstance(end, (int, float)))
