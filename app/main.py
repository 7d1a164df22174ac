"""Page set-up and navigation only; the screens are in app/screens."""

from importlib.resources import files

import streamlit as st
from leap_app.screens import browse, clip, compare, studies

st.set_page_config(page_title="LEAP Lens", page_icon=str(files("leap_app") / "favicon.svg"), layout="wide")


def figure() -> None:
    """The figure screen, whose matplotlib is loaded when it is first opened."""
    from leap_app.screens import figure as screen

    screen.show()


clip_page = st.Page(clip.show, title="Clip", url_path="clip", default=True)
browse_page = st.Page(lambda: browse.show(clip_page), title="Browse", url_path="browse")
compare_page = st.Page(lambda: compare.show(clip_page, browse_page), title="Compare", url_path="compare")
figure_page = st.Page(figure, title="Figure", url_path="figure")
studies_page = st.Page(lambda: studies.show(browse_page), title="Studies", url_path="studies")
st.navigation([clip_page, browse_page, compare_page, figure_page, studies_page], position="top").run()
