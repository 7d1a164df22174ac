"""Sound and picture: the spectrogram's choices, and what is written over the video."""

import pytest

from tests.browser.player import BOTH, CLIP
from tests.demo_fixture import CLIPS

# Of the spectrogram's canvas: the loudest band at its middle, lowest 0; how many there are; the part of all
# cells that are silent; the colours of its middle.
DRAWN = """root => {
  const canvas = root.querySelector("[data-lane=spectrogram] canvas");
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const at = (x, y) => [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 3)];
  const light = (x, y) => at(x, y).reduce((total, part) => total + part, 0);
  const column = Array.from({ length: height }, (_, y) => light(width >> 1, y));
  const silent = Math.max(...column);
  const cells = Array.from({ length: width * height }, (_, n) => light(n % width, Math.floor(n / width)));
  return {
    band: height - 1 - column.indexOf(Math.min(...column)),
    bands: height,
    silent: cells.filter((cell) => cell >= silent).length / cells.length,
    colours: [...new Set(column.map((_, y) => at(width >> 1, y).join()))],
  };
}"""


def choose(screen, **choices: str) -> dict:
    """Make choices of the spectrogram by their labels -> what is drawn then."""
    for label, value in choices.items():
        screen.page.get_by_label(label.replace("_", " "), exact=True).select_option(value)
        screen.page.wait_for_timeout(300)
    screen.page.locator("[data-lane=spectrogram] canvas").wait_for()  # not there while it is fetched
    return screen.lens(DRAWN)


@BOTH
def test_a_tone_of_330_hz_is_where_it_belongs_on_either_scale(screen):
    screen.open(CLIP)
    caption = screen.page.locator(".media .caption")
    assert caption.inner_text().split("\n") == ["50 Hz\u201315 kHz", "Log-mel, 80 dB"]
    mel = screen.lens(DRAWN)
    assert (mel["band"], mel["bands"]) == (6, 64)  # 6.77 edges up (tests/app/test_server.py)
    caption.click()
    linear = choose(screen, Frequency="linear")
    assert (linear["band"], linear["bands"]) == (2, 128)  # 330 of 16,000 / 128 Hz each
    assert caption.inner_text().split("\n") == ["0 Hz\u201316 kHz", "Linear, 80 dB"]


@BOTH
def test_range_and_colours_are_chosen_and_kept(screen):
    screen.open(CLIP)
    before = screen.lens(DRAWN)
    screen.page.locator(".media .caption").click()
    narrow = choose(screen, Range_of_levels="40")
    assert narrow["silent"] > before["silent"] and narrow["band"] == before["band"]
    ember = choose(screen, Colours_of_the_spectrogram="ember")
    assert len({*ember["colours"]} & {*narrow["colours"]}) <= 1
    screen.page.wait_for_timeout(200)
    assert "frequency=mel&decibels=40&colours=ember" in screen.page.url
    screen.again()
    assert screen.lens(DRAWN) == ember
    screen.page.keyboard.press("j")
    screen.ready(CLIPS[3])
    assert {*screen.lens(DRAWN)["colours"]} & {*ember["colours"]}


def said(screen) -> list[tuple[str, set[str]]]:
    """The lines over the video: of whom, and their labels."""
    lines = screen.page.locator(".said p").all()
    return [
        (line.locator("b").inner_text(), {text.strip() for text in line.locator("span").all_inner_texts()})
        for line in lines
    ]


@pytest.mark.parametrize("by", ["key", "button"])
def test_labels_over_the_video_follow_the_playhead(screen, by):
    screen.open(f"{CLIP}&t=4")
    over = screen.page.locator(".said")
    button = screen.page.get_by_role("button", name="Labels over the video")
    assert over.is_hidden() and button.get_attribute("aria-pressed") == "false"
    toggle = (lambda: screen.page.keyboard.press("o")) if by == "key" else button.click
    toggle()
    assert button.get_attribute("aria-pressed") == "true"
    whole, leap, mmil = said(screen)
    slots = screen.page.locator("[data-lane=audio] .slots div").first.locator("span").all_inner_texts()
    assert [name for name, _ in (whole, leap, mmil)] == slots
    assert whole[1] == {"Speecha", "Baby laughtera", "Acoustic guitarav"}
    assert leap[1] == {"Speecha", "Acoustic guitarav"}  # misses the laughter's last second
    assert mmil[1] == {"Speecha", "Acoustic guitarv"}  # of what sounds at once, the first
    screen.page.keyboard.press("1")
    first = {"Speechv", "Baby laughtera"}
    for _ in range(100):  # until the video is there
        if said(screen)[0][1] != first:
            screen.page.wait_for_timeout(50)
    assert said(screen)[0][1] == first
    picture, lines = screen.page.locator(".picture").bounding_box(), over.bounding_box()
    assert lines["y"] > picture["y"]
    assert lines["y"] + lines["height"] <= picture["y"] + picture["height"] + 1
    screen.page.wait_for_timeout(200)
    assert "labels=on" in screen.page.url
    toggle()
    assert over.is_hidden()
