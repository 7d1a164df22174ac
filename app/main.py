"""Page set-up and navigation only; the screens are in app/screens."""

from importlib.resources import files
from pathlib import Path

import streamlit as st

from leap_app import ahead, state
from leap_app.components.about import about
from leap_app.components.address import address
from leap_app.components.theme import theme
from leap_app.screens import browse, clip, compare, faith, studies, video
from leap_app.screens.about import LINE, NAME, about_view

st.set_page_config(
    page_title=NAME,
    page_icon=str(files("leap_app") / "favicon.svg"),
    layout="wide",
    menu_items={
        "About": f"**{NAME}**: {LINE[0].lower()}{LINE[1:]}."
    },  # without an entry of ours Streamlit leaves out its menu of themes
)
st.html(Path(str(files("leap_app") / "page.css")))


def figure() -> None:
    """The figure screen, whose matplotlib is loaded when it is first opened."""
    from leap_app.screens import figure as screen

    screen.show()


screens = {
    state.Screen.CLIP: clip.show,
    state.Screen.BROWSE: browse.show,
    state.Screen.COMPARE: compare.show,
    state.Screen.FIGURE: figure,
    state.Screen.FAITH: faith.show,
    state.Screen.STUDIES: studies.show,
    state.Screen.VIDEO: video.show,
}
pages = {
    name: st.Page(show, title=name.called, url_path=name, default=name == state.Screen.CLIP)
    for name, show in screens.items()
}
state.register(pages)
page = st.navigation([*pages.values()], position="top")
screen = next(name for name in pages if pages[name] == page)
state.follow(screen)
theme([state.path(name) for name in pages])
line = st.container(key="about-line")  # above the screen, which chooses the runs that it names
page.run()
with line:
    about(about_view(screen))
keeps_its_own = screen == state.Screen.CLIP
address(None if keeps_its_own else state.address(screen), screen, state.SHARED)
ahead.DRAWN.set()
