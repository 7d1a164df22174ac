"""Page set-up and navigation only; the screens are in app/screens."""

from pathlib import Path

import streamlit as st

from app.screens import clip

st.set_page_config(
    page_title="LEAP Lens", page_icon=str(Path(__file__).with_name("favicon.svg")), layout="wide"
)
clip.show()
