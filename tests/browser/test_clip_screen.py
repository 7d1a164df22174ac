"""The clip screen in a real browser: playing, seeking, scrubbing, choosing."""

import re

import numpy as np
import pytest

from leap_core.data.dataset import open_dataset
from leap_core.metrics import SCORES, TRACKS, binarise, evaluate
from leap_core.runs.store import open_store
from tests.browser.player import BOTH, CLIP, FRAME, HEADS, shown_and_heads
from tests.demo_fixture import CLIPS, SHOWCASE, SHUT, WITHOUT_VIDEO, T


def track(screen, lane: str, number: int = 0):
    """A track of a lane; maps stand in the order Y, A, P of A, P of B, difference."""
    return screen.page.locator(f'[data-lane="{lane}"] .track').nth(number)


def click_track(screen, lane: str, number: int, x: float, y: float) -> None:
    """Click at (x, y) in [0, 1] of a track."""
    element = track(screen, lane, number)
    box = element.bounding_box()
    element.click(position={"x": x * box["width"], "y": y * box["height"]})


@BOTH
def test_draws_a_playhead_over_every_lane_and_says_what_to_see(screen):
    screen.open(CLIP)
    for lane in ("audio-maps", "visual-maps"):
        assert screen.page.locator(f'[data-lane="{lane}"]  canvas.cells').count() == 6
    tracks = 1 + 3 + 3 + 2 * 6  # the axis, pictures and sound, events, maps
    assert len(screen.lens(HEADS)) == screen.page.locator(".playhead").count() == tracks
    assert screen.page.locator(".synthetic").inner_text().startswith("Synthetic demo set")


def spoken(screen) -> tuple[list[str], list[str]]:
    """The clauses of A, and of B, in the sentences above the lanes."""
    sentences = screen.page.locator(".headline").inner_text().removesuffix(".").split(". ")
    pairs = [sentence.removeprefix("False alarms: ").split("; ") for sentence in sentences]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def test_the_words_are_of_both_runs_alike(screen):
    screen.open(CLIP)
    of_a, of_b = spoken(screen)
    assert of_a == ["LEAP alone hears Baby laughter (1\u20135 s)", "LEAP none"]
    assert of_b == ["MMIL finds nothing that LEAP misses", "MMIL hears Speech (8\u201310 s)"]
    screen.open(f"{CLIP}&a=mmil_mm_pyr&b=leap_mm_pyr")
    assert spoken(screen) == (of_b, of_a)


def test_a_clip_that_takes_long_is_said_to_be_on_its_way(screen):
    place, passing, held = screen.page.locator(".picker [role=status]"), False, []
    screen.page.route("**/api/record?*", lambda route: route.continue_() if passing else held.append(route))
    screen.open(CLIP)
    screen.page.keyboard.press("j")
    assert place.inner_text() == f"3 of {len(CLIPS)}"
    screen.page.get_by_text("Loading…").wait_for()
    passing = True
    for route in held:
        route.continue_()
    screen.ready(CLIPS[3])
    assert place.inner_text() == f"4 of {len(CLIPS)}"


def test_it_says_how_the_opening_clip_was_chosen(screen):
    screen.open()
    assert f"clip={SHOWCASE}" in screen.page.url
    notes = screen.page.locator(".summary .note")
    assert "the runs differ most in segment Type@AV, either way" in notes.last.inner_text()
    screen.open(f"?clip={CLIPS[0]}")
    assert notes.count() == 0


@BOTH
def test_what_the_gate_shuts_out_has_words_and_a_look_of_its_own(screen):
    screen.open(f"?clip={SHUT}")
    shut = "the global gate shuts it out of MMIL"
    assert (
        f"LEAP alone hears Fire alarm (4\u20138 s; {shut})" in screen.page.locator(".headline").inner_text()
    )
    bars = screen.page.locator("[data-lane=audio] .event.shut-out")
    assert bars.count() == 1
    assert "gradient" in bars.evaluate("bar => getComputedStyle(bar).backgroundImage")
    note = screen.page.locator(".summary .note").first.inner_text()
    assert note.startswith("The global gate shuts out what MMIL finds of Fire alarm (p of the clip 0.")
    screen.page.locator(".decision").get_by_text("or", exact=True).click()
    assert bars.count() == 0
    headline = screen.page.locator(".headline").inner_text()
    assert headline.startswith("LEAP and MMIL find the same 3 of 3 events.")


@BOTH
def test_thresholds_chosen_on_validation_are_a_press_away(screen):
    screen.open(CLIP)
    offers = screen.page.get_by_role("group", name="Thresholds chosen on validation").get_by_role("button")
    assert offers.all_inner_texts() == ["LEAP 0.42", "MMIL 0.57"]
    offers.nth(1).click()
    assert screen.page.get_by_label("Threshold, as a number").input_value() == "0.57"
    assert [offer.get_attribute("aria-pressed") for offer in offers.all()] == ["false", "true"]
    screen.page.locator(".decision").get_by_text("modality", exact=True).click()
    assert offers.count() == 0  # nothing was chosen for this gate


@BOTH
def test_plays_and_the_playheads_follow(screen):
    screen.open(CLIP)
    screen.page.click(".play")
    screen.lens("root => new Promise(done => setTimeout(done, 800))")
    assert screen.page.locator(".play").get_attribute("aria-label") == "Pause"
    moved = screen.lens(HEADS)
    assert all(head > 0.4 for head in moved)
    screen.page.keyboard.press(" ")
    shown, heads = shown_and_heads(screen)
    assert screen.page.locator(".play").get_attribute("aria-label") == "Play"
    assert heads == pytest.approx([shown] * len(heads), abs=0.02)


@BOTH
def test_seeks_to_exact_frames(screen):
    screen.open(CLIP)
    for x in (0.031, 0.77, 0.5, 0.99, 0.123, 0.002):  # on the very edge Firefox hits its neighbour
        click_track(screen, "audio", 0, x, 0.5)
        shown, heads = shown_and_heads(screen)
        assert shown == pytest.approx(x * T, abs=FRAME)
        assert heads == pytest.approx([shown] * len(heads), abs=0.02)
        assert screen.page.locator(".time").inner_text() == f"{shown:.2f} / 10.00 s"


@BOTH
def test_click_on_a_cell_goes_there(screen):
    screen.open(CLIP)
    for lane, number, x in (("audio-maps", 0, 0.68), ("visual-maps", 4, 0.11), ("frames", 0, 0.99)):
        click_track(screen, lane, number, x, 0.5)
        shown, heads = shown_and_heads(screen)
        assert shown == pytest.approx(x * T, abs=2 * FRAME)  # whole pixels of a narrow map
        assert heads == pytest.approx([shown] * len(heads), abs=0.02)


@BOTH
def test_hover_lights_class_and_second_in_all_lanes_and_reads_them_out(screen):
    screen.open(CLIP)
    track(screen, "audio-maps", 2).scroll_into_view_if_needed()
    box = track(screen, "audio-maps", 2).bounding_box()
    screen.page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.1 * box["height"])
    said = screen.page.locator(".readout").inner_text().split()
    assert said[:2] == ["Speech", "2\u20133"]
    for text in ("LEAP,", "MMIL,", "threshold", "0.50,", "global"):
        assert text in said
    assert re.search(r"Y = [01]", screen.page.locator(".readout").inner_text())
    lit = 'root => [...root.querySelectorAll(".lit")].map((e) => e.closest(".lane").dataset.lane)'
    assert set(screen.lens(lit)) == {"audio", "visual", "both", "audio-maps", "visual-maps"}
    bands = 'root => [...root.querySelectorAll(".band")].filter((e) => e.offsetWidth).length'
    assert screen.lens(bands) == len(screen.lens(HEADS))
    screen.page.mouse.move(5, 5)
    assert screen.page.locator(".readout").is_hidden() and screen.page.locator(".lit").count() == 0


def test_scrubbing_never_reruns_python(screen):
    screen.open(CLIP)
    screen.page.wait_for_timeout(300)
    before = screen.sent
    for start, end, target in ((0.1, 0.9, ".scrub"), (0.8, 0.2, ".time-axis .track")):
        box = screen.page.locator(target).bounding_box()
        y = box["y"] + box["height"] / 2
        screen.page.mouse.move(box["x"] + start * box["width"], y)
        screen.page.mouse.down()
        screen.page.mouse.move(box["x"] + end * box["width"], y, steps=25)
        screen.page.mouse.up()
    shown, heads = shown_and_heads(screen)
    assert shown == pytest.approx(2.0, abs=2 * FRAME)
    assert heads == pytest.approx([shown] * len(heads), abs=0.02)
    screen.page.get_by_label("Threshold", exact=True).fill("0.3")
    screen.page.get_by_label("Rows", exact=True).select_option("all")
    screen.page.wait_for_timeout(300)
    assert screen.sent == before


def labels(screen) -> list[str]:
    return screen.page.locator("[data-lane=audio-maps] .labels span").all_inner_texts()


def test_rows_can_be_all_or_pinned_and_sorted(screen):
    screen.open(CLIP)
    active = labels(screen)
    assert len(active) == 3
    screen.page.get_by_label("Rows", exact=True).select_option("all")
    every = labels(screen)
    assert len(every) == 25
    other = next(name for name in every if name not in active)
    screen.page.locator("[data-lane=audio-maps] .labels button").nth(every.index(other)).click()
    assert labels(screen)[0] == other
    screen.page.get_by_label("Rows", exact=True).select_option("active")
    assert labels(screen) == [other, *active]
    screen.page.locator("[data-lane=audio] .labels button").first.click()
    assert labels(screen) == active
    orders = set()
    for order in ("order", "evidence", "disagreement"):
        screen.page.get_by_label("Order of rows", exact=True).select_option(order)
        assert sorted(labels(screen)) == sorted(active)
        orders.add(tuple(labels(screen)))
    assert len(orders) > 1


@BOTH
def test_lanes_fold_and_move(screen):
    screen.open(CLIP)
    lanes = """root => [...root.querySelectorAll(".lane")]
      .sort((x, y) => x.getBoundingClientRect().top - y.getBoundingClientRect().top)
      .map((lane) => lane.dataset.lane)"""
    before = screen.lens(lanes)
    screen.page.get_by_role("button", name="Waveform", exact=True).click()
    assert not track(screen, "waveform").is_visible()
    screen.page.get_by_role("button", name="Move the lane Frames").press("ArrowDown")
    assert screen.lens(lanes) == [before[1], before[0], *before[2:]]
    grip = screen.page.get_by_role("button", name="Move the lane Audio maps")
    grip.hover()
    screen.page.mouse.down()
    target = screen.page.locator("[data-lane=audio]").bounding_box()
    screen.page.mouse.move(target["x"], target["y"] + 5, steps=30)
    screen.page.mouse.up()
    moved = screen.lens(lanes)
    assert moved.index("audio-maps") < moved.index("audio") and sorted(moved) == sorted(before)
    screen.page.wait_for_timeout(200)
    screen.again()
    assert screen.lens(lanes) == moved
    assert not track(screen, "waveform").is_visible()


@BOTH
def test_next_clip_keeps_the_player_and_the_address_restores_it(screen):
    screen.open(CLIP)
    screen.lens("root => { root.kept = true }")
    screen.page.get_by_role("button", name="Next", exact=True).click()
    screen.ready(CLIPS[3])
    assert screen.lens("root => root.kept")
    screen.page.wait_for_url(f"**clip={CLIPS[3]}*")
    screen.again()
    screen.ready(CLIPS[3])


def test_without_video_a_timer_drives_the_playheads(screen):
    screen.open(f"?clip={WITHOUT_VIDEO}")
    assert f"expected {WITHOUT_VIDEO}.mp4" in screen.page.locator(".missing").inner_text()
    click_track(screen, "audio-maps", 0, 0.35, 0.5)
    heads = screen.lens(HEADS)
    assert heads == pytest.approx([3.5] * len(heads), abs=0.05)
    screen.page.click(".play")
    screen.page.wait_for_timeout(400)
    screen.page.click(".play")
    assert screen.lens(HEADS)[0] > 3.7


@BOTH
@pytest.mark.chromium  # the system changes while the page is open
def test_both_themes_are_drawn(screen):
    screen.open(CLIP)
    assert screen.lens("root => root.dataset.theme") == "light"
    corner = "root => getComputedStyle(root.querySelector('.ramp')).backgroundImage"
    light = screen.lens(corner)
    screen.page.emulate_media(color_scheme="dark")
    screen.page.wait_for_selector('.lens[data-theme="dark"]')
    assert screen.lens(corner) != light


def test_whole_event_scores_beside_an_error_are_explained(screen, demo_root):
    truth = open_dataset(demo_root, "test").annotations.grid
    scores = []
    for name in ("leap_mm_pyr", "mmil_mm_pyr"):
        store = open_store(demo_root / "runs" / name)
        found = evaluate(binarise(store.prediction), truth[store.rows(CLIPS)])
        scores.append(found.scores.round(1))
    segment, event = (
        np.stack(scores)[..., [SCORES.index(f"{level}_{track}") for track in TRACKS]]
        for level in ("segment", "event")
    )
    explained = ((event == 100) & (segment < 100)).any(axis=(0, 2))  # by clip
    assert {*explained.tolist()} == {True, False}
    note = screen.page.locator(".scores .note", has_text="Event F1 can be 100.0 beside")
    for clip, wanted in zip(CLIPS, explained, strict=True):
        screen.open(f"?clip={clip}")
        assert note.count() == wanted


def test_modules_of_other_screens_come_ahead_but_not_while_a_clip_plays(screen):
    screen.open(CLIP)
    page = screen.page
    page.keyboard.press(" ")
    page.wait_for_timeout(4500)
    assert not any("PlotlyChart" in url for url in screen.requests)
    page.keyboard.press(" ")
    with page.expect_request("**/PlotlyChart.*.js"):
        pass
