"""The item Events of the three menus: the form is asked below it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from leap_app.screens.share import pieces
from leap_app.screens.share.made import Items
from leap_core.data.dataset import Dataset
from leap_core.options import TRACK_FORMS
from leap_core.runs.store import Store


def add(
    items: Items,
    head: str,
    data: Dataset,
    runs: Sequence[Store],
    clips: Sequence[str],
    threshold: float,
    gate: str,
) -> None:
    """Offer the events of clips for another tool."""
    place = st.container()
    form = st.selectbox("For", TRACK_FORMS, key="events form", label_visibility="collapsed")
    items.add(head, pieces.events(data, runs, clips, form, threshold, gate), place)
