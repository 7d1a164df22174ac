"""A wheel over the clip screen turns the page, not a part of it."""

import pytest

from tests.browser.player import CLIP

# Parts of the screen that a wheel has scrolled or would scroll, without those that are meant to.
SCROLLING = """root => {
  const meant = ".side, dialog, textarea";
  const bound = (e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowY);
  const turns = (e) => bound(e) && e.scrollHeight > e.clientHeight;
  return [root, ...root.querySelectorAll("*")]
    .filter((e) => !e.matches(meant) && (e.scrollTop || turns(e)))
    .map((e) => `${e.getAttribute("class")}: ${e.scrollHeight} in ${e.clientHeight}, at ${e.scrollTop}`);
}"""
PAGE = "() => document.querySelector('[data-testid=stMain]').scrollTop"
WHAT_IF_OPEN = "lanes=frames.waveform.spectrogram.audio.visual.both.audio-maps.visual-maps.what-if"


@pytest.mark.parametrize("query", ["", "&rows=all&maps=Y.A.S.P.D", f"&silence=1&{WHAT_IF_OPEN}"])
@pytest.mark.parametrize("lane", ["audio-maps", "visual-maps"])
def test_over_the_maps_scrolls_the_page_alone(screen, lane, query):
    screen.open(CLIP + query)
    track = screen.page.locator(f'[data-lane="{lane}"] .track').first
    track.scroll_into_view_if_needed()
    places = [screen.page.evaluate(PAGE)]
    for turn in (120, -120):  # the page may be at its end
        track.hover()
        screen.page.mouse.wheel(0, turn)
        screen.page.wait_for_timeout(400)
        assert screen.lens(SCROLLING) == []
        places.append(screen.page.evaluate(PAGE))
    assert len(set(places)) > 1
