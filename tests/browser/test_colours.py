"""The colour maps: even steps to the eye, lightness in one direction, in both themes."""

import numpy as np
import pytest

from tests.oklab import oklab


def srgb(colours: tuple[str, ...]) -> np.ndarray:
    """ "rgb(r,g,b)" -> (N, 3) from 0 to 1."""
    return np.array([[int(v) for v in c[4:-1].split(",")] for c in colours]) / 255


@pytest.fixture(scope="module")
def maps(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/api/components/timeline/colours.js")
    maps = page.evaluate("""async () => {
      const { colourMap } = await import("/api/components/timeline/colours.js");
      const make = (name, theme) => [`${name} ${theme}`, colourMap(name, theme)];
      const plain = ["probability", "attention", "level", "ember", "sea"];
      const names = [...plain, "difference", "scores", "worth", "share"];
      return Object.fromEntries(names.flatMap((name) => ["light", "dark"].map((theme) => make(name, theme))));
    }""")
    page.close()
    return maps


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["probability", "attention", "level", "ember", "sea"])
def test_steps_are_even_and_lightness_has_one_direction(maps, name, theme):
    places, colours = zip(*maps[f"{name} {theme}"], strict=True)
    assert places[0] == 0 and places[-1] == 1
    lab = oklab(srgb(colours))
    check_ramp(lab, theme)
    assert abs(lab[0, 0] - lab[-1, 0]) > 0.55


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["difference", "scores", "worth", "share"])
def test_signed_maps_are_two_ramps_from_nothing(maps, name, theme):
    places, colours = zip(*maps[f"{name} {theme}"], strict=True)
    assert places[0] == 0 and places[-1] == 1 and list(places) == sorted(places)
    lab = oklab(srgb(colours))
    middle = places.index(0.5)
    check_ramp(lab[: middle + 1][::-1], theme)
    check_ramp(lab[middle:], theme)
    assert abs(lab[middle, 1]) < 0.01 and abs(lab[middle, 2]) < 0.01  # nothing has no hue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_share_is_as_light_at_the_same_distance_below_and_above_the_even_one(maps, theme):
    places, colours = zip(*maps[f"share {theme}"], strict=True)
    np.testing.assert_allclose(np.add(places, places[::-1]), 1)
    lab = oklab(srgb(colours))
    apart = np.abs(lab - lab[::-1])
    assert apart[:, 0].max() < 0.011  # what sRGB cannot show of the brightest violet
    hues = np.linalg.norm(apart[:, 1:], axis=1)
    assert (hues[[0, 8, 16]] > 0.12).all()  # a third, two thirds and all of the way out


def check_ramp(lab: np.ndarray, theme: str) -> None:
    steps = np.linalg.norm(np.diff(lab, axis=0), axis=1)
    assert steps.max() / steps.min() < 1.5  # of which 8-bit rounding is a part
    lightness = np.diff(lab[:, 0])
    assert (lightness < 0).all() if theme == "light" else (lightness > 0).all()
