"""A range dragged over any lane or map is looped and read out; a press goes there, Escape lets go."""

import pytest

from tests.browser.player import BOTH, CLIP, FRAME, shown
from tests.demo_fixture import CLIPS, T, truth_of

LOOP = """root => root.hasAttribute("data-loop")
  && ["--loop-left", "--loop-width"].map((name) => parseFloat(root.style.getPropertyValue(name)))"""
LANES = ["frames", "waveform", "spectrogram", "audio", "visual", "both", "audio-maps", "visual-maps"]


def drag(screen, lane: str, start: float, end: float, number: int = 0) -> None:
    """Drag over a track of a lane from second to second."""
    track = screen.page.locator(f'[data-lane="{lane}"] .track').nth(number)
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    y = box["y"] + box["height"] / 2
    screen.page.mouse.move(box["x"] + start / T * box["width"], y)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + end / T * box["width"], y, steps=6)
    screen.page.mouse.up()


def test_a_drag_over_any_lane_or_map_loops_what_it_passed(screen):
    screen.open(CLIP)
    for n, lane in enumerate(LANES):
        start, end = (2.5, 6.5) if n % 2 else (6.5, 2.5)  # either way
        drag(screen, lane, start, end, number=3 if lane.endswith("maps") else 0)
        assert screen.lens(LOOP) == pytest.approx([25, 40], abs=1)
        assert shown(screen) == pytest.approx(2.5, abs=2 * FRAME)
        screen.page.keyboard.press("Escape")
        assert screen.lens(LOOP) is False
        assert screen.page.locator(".range").is_hidden()


def test_an_edge_of_a_segment_is_taken_where_the_hand_is_near(screen):
    screen.open(CLIP)
    drag(screen, "audio", 2.03, 4.97)
    assert screen.lens(LOOP) == [20, 30]


def test_it_plays_round(screen):
    screen.open(CLIP)
    drag(screen, "visual", 3, 4)
    screen.page.keyboard.press(" ")
    screen.page.wait_for_timeout(1500)
    screen.page.keyboard.press(" ")
    assert 3 - FRAME <= shown(screen) <= 4 + FRAME  # and not 4.5


def test_a_press_goes_there_and_selects_nothing(screen):
    screen.open(CLIP)
    track = screen.page.locator("[data-lane=audio] .track")
    box = track.bounding_box()
    screen.page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 5)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + 0.5 * box["width"] + 2, box["y"] + 5)  # as a hand does
    screen.page.mouse.up()
    assert shown(screen) == pytest.approx(5, abs=FRAME)
    assert screen.lens(LOOP) is False
    assert screen.page.locator(".readout").is_visible()


@BOTH
def test_what_is_read_out_is_the_mean_over_the_range(screen):
    screen.open(CLIP)
    drag(screen, "audio", 2, 5)
    panel = screen.page.locator(".range")
    assert "2.00\u20135.00 s" in panel.inner_text()
    table = panel.locator("table").first
    names = table.locator("tbody th").all_inner_texts()
    assert table.locator("thead th").first.inner_text() == "Audio"
    shown_classes = screen.page.locator("[data-lane=audio] .labels button")
    assert [*map(str.strip, names)] == [*map(str.strip, shown_classes.all_inner_texts())]
    truth = truth_of(CLIPS[2])[0]
    for row, index in enumerate(shown_classes.evaluate_all("all => all.map((e) => Number(e.dataset.class))")):
        mean = table.locator("tbody tr").nth(row).locator("td").first.inner_text()
        assert mean == f"{truth[index, 2:5].mean():.2f}"
    columns = table.locator("thead th").count() - 1
    assert columns == 5  # the truth, what each run attends to, P of each
    panel.get_by_role("button", name="Let go").click()
    assert panel.is_hidden() and screen.lens(LOOP) is False


def test_the_time_axis_scrubs(screen):
    screen.open(CLIP)
    box = screen.page.locator(".time-axis .track").bounding_box()
    screen.page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 5)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 5, steps=9)
    screen.page.mouse.up()
    # the pointer is on a whole pixel: the frame before, at most
    assert shown(screen) == pytest.approx(7, abs=1.01 * FRAME)
    assert screen.lens(LOOP) is False
