"""A hatched false alarm, a dashed miss and a solid hit look the same in Firefox as in Chromium."""

import io
from itertools import product

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import Screen
from tests.browser.player import CLIP

ALIKE = 3  # mean absolute difference, of 255; without hatch or dashes it is more than twice that
INSIDE = slice(8, 68)  # columns, off the playhead and the ends
BARE = """root => {
  const bare = document.createElement("style");
  bare.textContent = ".event::before { display: none; }";
  root.append(bare);
}"""


def picture(screen: Screen, kind: str) -> np.ndarray:
    """The start of a bar, (h, w, 3)."""
    bar = screen.page.locator(f".lane .event.{kind}").first
    bar.scroll_into_view_if_needed()
    pixels = Image.open(io.BytesIO(bar.screenshot(animations="disabled"))).convert("RGB")
    return np.asarray(pixels)[:, INSIDE].astype(float)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Mean absolute difference where they lie best: edges fall on other fractions of a pixel."""
    h, w = np.minimum(one.shape, other.shape)[:2]
    moved = (np.roll(other[:h, :w], way, axis=(0, 1)) for way in product((-1, 0, 1), range(-3, 4)))
    return min(float(np.abs(one[:h, :w] - there)[1:-1, 3:-3].mean()) for there in moved)


def rows(bar: np.ndarray) -> np.ndarray:
    """The mean of each row of pixels: dashes are as long as a browser likes."""
    return np.broadcast_to(bar.mean(axis=1, keepdims=True), bar.shape)


@pytest.fixture
def both(chromium, firefox, address):
    """The same clip in both browsers."""
    screens = [Screen(context.new_page(), address) for context in (chromium, firefox)]
    for screen in screens:
        screen.open(CLIP)
    yield screens
    for screen in screens:
        screen.page.close()


@pytest.mark.parametrize(("kind", "seen"), [("hit", np.asarray), ("false-alarm", np.asarray), ("miss", rows)])
def test_bars_look_alike(both, kind, seen):
    ours, theirs = (seen(picture(screen, kind)) for screen in both)
    assert apart(ours, theirs) < ALIKE
    if kind != "hit":
        both[1].lens(BARE)
        assert apart(ours, seen(picture(both[1], kind))) > 2 * ALIKE
