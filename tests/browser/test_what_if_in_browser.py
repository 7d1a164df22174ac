"""Taking seconds away on the bundled demo set, whose runs carry their models."""

import json
import math
import re
import shutil
import urllib.request

import numpy as np
import pytest

import leap_core as lc
from benchmarks.served import serving
from leap_core.data.dataset import open_dataset
from leap_core.resources import DEMO
from tests.browser.player import share
from tests.demo_fixture import explain_clip

CLIP = "demotst0074_0_10"
OPEN = "frames.waveform.spectrogram.-audio.-visual.-both.audio-maps.visual-maps.what-if"
BARS = OPEN.replace("-audio.-visual", "audio.visual")
STATUS = ".what-if > [role=status]"
TURNING = "spinner => getComputedStyle(spinner).animationName"
REMOVED = """(root, lane) =>
  [...root.querySelectorAll(`[data-lane="${lane}"] .cuts`)].map((strip) =>
    [...strip.children].flatMap((cell, t) => (cell.classList.contains("cut") ? [t] : [])))"""
DRAWN = """(root, part) =>
  [...root.querySelectorAll(".heading")].filter((e) => e.innerText.includes(part)).length"""


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    """The bundled demo set, and its two usual runs with the maps of one clip."""
    root = tmp_path_factory.mktemp("bundled") / "demo"
    shutil.copytree(DEMO, root, ignore=shutil.ignore_patterns("runs"))
    for name in ("leap_mm_pyr", "mmil_mm_pyr"):
        shutil.copytree(DEMO / "runs" / name, root / "runs" / name)
    explain_clip(root / "runs" / "mmil_mm_pyr", CLIP)
    with serving(root) as address:
        yield address


@pytest.fixture(scope="module")
def shipped():
    """The bundled demo set as it is: both runs have every clip."""
    with serving(DEMO) as address:
        yield address


@pytest.fixture
def screen(look, bundled):
    screen = look(bundled)
    screen.open(f"?clip={CLIP}&lanes={OPEN}")
    screen.page.locator(".curve svg").wait_for(state="attached")
    return screen


def test_where_too_many_ask_that_is_said_and_the_question_is_asked_again(look, bundled):
    screen, said = look(bundled), "The models are busy"
    busy = {"status": 503, "headers": {"Retry-After": "2"}, "body": json.dumps({"error": said})}
    screen.page.route("**/api/what-if*", lambda route: route.fulfill(**busy))
    screen.open(f"?clip={CLIP}&lanes={OPEN}&silence=1.2")
    screen.page.locator(STATUS, has_text=said).wait_for()
    screen.page.unroute("**/api/what-if*")
    screen.page.locator(STATUS, has_text="most changed").wait_for()
    assert all("503" in error for error in screen.errors)  # which the browser tells of by itself
    screen.errors.clear()


def drag(screen, lane: str, start: float, end: float, number: int = 0) -> None:
    """Drag over a lane's track from second to second."""
    track = screen.page.locator(f'[data-lane="{lane}"] .track').nth(number)
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    y = box["y"] + box["height"] / 2
    screen.page.mouse.move(box["x"] + start / 10 * box["width"], y)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + end / 10 * box["width"], y, steps=8)
    screen.page.mouse.up()
    answered(screen)  # columns that come and go move the lanes below them


def status(screen) -> str:
    return screen.page.locator(STATUS).inner_text()


def answered(screen) -> None:
    """Wait until the model's answer to the last change is drawn."""
    screen.page.locator(f"{STATUS}:not([aria-busy])", has_text="P\u2032 after").wait_for()


def removed(screen, lane: str) -> list[list[int]]:
    return screen.page.locator(".lens").evaluate(REMOVED, lane)


# How many cells of a canvas are not of the colours that values have on a scale.
UNLIKE = """async (canvas, [values, scale]) => {
  const { shades, shadeOf } = await import(new URL("api/components/timeline/colours.js", document.baseURI));
  const palette = shades(scale.colours, "light");
  const context = canvas.getContext("2d");
  const part = (of, n, count) => Math.floor((of * (n + 0.5)) / count);
  return values.flatMap((row, r) => row.filter((value, t) => {
    const place = [part(canvas.width, t, row.length), part(canvas.height, r, values.length)];
    const shade = 4 * shadeOf(value, scale);
    return String(context.getImageData(...place, 1, 1).data) !== String(palette.subarray(shade, shade + 4));
  })).length;
}"""
PROBABILITY = {"colours": "probability", "low": 0, "high": 1}
DIFFERENCE = {"colours": "difference", "low": -1, "high": 1}


def unlike(screen, column: str, values: list[list[float]], scale: dict) -> int:
    """Cells of a column of the audio maps that do not show `values`, a row a class."""
    canvas = screen.page.locator(f'[aria-label^="Audio map {column} "] canvas')
    return canvas.evaluate(UNLIKE, [values, scale])


def asked(screen, silence: str, run: str = "leap_mm_pyr") -> dict:
    """What the run's model says with seconds silenced."""
    query = f"run={run}&clip={CLIP}&silence={silence}"
    with urllib.request.urlopen(f"{screen.address}/api/what-if?{query}") as answer:
        return json.load(answer)


def audio(screen, rows: list[int], silence: str) -> list[list[float]]:
    """P of sound that the model gives to some classes with seconds silenced."""
    found = asked(screen, silence)["probability"]["audio"]
    return [found[c] for c in rows]


def drawn(screen, part: str) -> int:
    return screen.page.locator(".lens").evaluate(DRAWN, part)


def test_dragging_over_sound_silences_it_and_draws_the_new_p_and_the_difference(screen):
    assert drawn(screen, "What-if") == 0
    drag(screen, "waveform", 4.5, 6.5)
    assert removed(screen, "waveform") == removed(screen, "spectrogram") == [[4, 5, 6]]
    assert removed(screen, "what-if") == [[4, 5, 6], []] and removed(screen, "frames") == [[]]
    assert drawn(screen, "What-if") == 4  # new P and difference, audio and visual
    milliseconds = int(status(screen).split()[2])
    assert 0 < milliseconds < 5000 and "In place of sound: its own quietest second, " in status(screen)
    labels = screen.page.locator("[data-lane=audio-maps] .labels button").all()
    rows = [int(label.get_attribute("data-class")) for label in labels]
    before, after = (audio(screen, rows, silence) for silence in ("", "4.5.6"))
    change = [[a - b for a, b in zip(*pair, strict=True)] for pair in zip(after, before, strict=True)]
    assert unlike(screen, "P 1", before, PROBABILITY) == unlike(screen, "W 1", after, PROBABILITY) == 0
    assert unlike(screen, "E 1", change, DIFFERENCE) == 0
    assert unlike(screen, "W 1", before, PROBABILITY) > 0
    drag(screen, "spectrogram", 5.5, 9.5)  # begins on a second taken away: gives them back
    assert removed(screen, "waveform") == [[4]]
    screen.page.get_by_role("button", name="Clear").click()
    assert removed(screen, "waveform") == [[]] and drawn(screen, "What-if") == 0


def test_dragging_over_the_picture_blanks_it_and_the_link_restores_it(screen):
    drag(screen, "frames", 1.2, 2.8)
    drag(screen, "what-if", 8.5, 8.6, number=0)
    assert removed(screen, "what-if") == [[8], [1, 2]]
    screen.page.wait_for_timeout(300)
    assert "blank=1.2" in screen.page.url and "silence=8" in screen.page.url
    screen.open(screen.page.url.removeprefix(f"{screen.address}/"))
    answered(screen)
    assert removed(screen, "what-if") == [[8], [1, 2]] and drawn(screen, "What-if") == 4


def test_a_whole_modality_and_single_seconds_by_keyboard(screen):
    screen.page.get_by_role("button", name="Blank all").click()
    answered(screen)
    assert removed(screen, "what-if") == [[], list(range(10))]
    second = screen.page.get_by_role("button", name="Silence 3\u20134 s")
    second.focus()
    screen.page.keyboard.press("Enter")
    assert second.get_attribute("aria-pressed") == "true"
    assert removed(screen, "what-if")[0] == [3]


def test_seconds_taken_away_play_as_silence_and_as_a_blank_picture(screen):
    drag(screen, "what-if", 3.1, 3.9, number=0)
    drag(screen, "what-if", 5.1, 5.9, number=1)
    played = """root =>
      [root.querySelector("video").muted, root.querySelector(".picture").classList.contains("blank")]"""
    for key, wanted in (("3", [True, False]), ("4", [False, False]), ("5", [False, True])):
        screen.page.keyboard.press(key)
        screen.until(played, wanted)


def test_the_deletion_curve_follows_class_modality_block_and_run(screen):
    caption = screen.page.locator(".deletion figcaption [role=status]")
    assert "block 2 of 2, mean of 4 heads" in caption.inner_text() and "of Speech" in caption.inner_text()
    curve = "root => [...root.querySelectorAll('.curve circle')].map((c) => c.getAttribute('cy'))"
    first = screen.lens(curve)
    assert len(first) == 11
    screen.page.get_by_label("Block", exact=True).select_option("1")
    caption.get_by_text("block 1 of 2").wait_for()
    screen.page.get_by_label("Class of the deletion curve").select_option(label="Cello")
    caption.get_by_text("of Cello").wait_for()
    assert screen.lens(curve) != first
    screen.page.get_by_label("Modality of the deletion curve").select_option("visual")
    caption.get_by_text("1").first.wait_for()
    screen.page.get_by_label("Run of the what-if").select_option("2")
    caption.get_by_text("of MMIL, MM-Pyr").wait_for()
    assert screen.page.get_by_label("Map of the deletion curve").input_value() == "Wt"
    assert len(screen.lens(curve)) == 11


def test_any_attribution_orders_the_seconds_and_its_place_among_all_orders_is_said(screen):
    said = screen.page.locator(".deletion .verdict")
    order = screen.page.get_by_label("Map of the deletion curve")
    names = order.locator("option").all_inner_texts()
    assert names == ["Attention", "Scores behind P", "Probabilities", "Shapley values", "Leave one out"]
    screen.page.get_by_label("Class of the deletion curve").select_option(label="Speech")
    shares = {}
    for key in ("F", "A"):
        order.select_option(key)
        screen.page.locator(
            ".deletion [role=status]", has_text={"F": "\u03c6", "A": "block 2"}[key]
        ).wait_for()
        shares[key] = int(
            re.search(r"better than (\d+) % of all orders here; in truth", said.inner_text())[1]
        )
    assert min(shares.values()) >= 90
    pairs = screen.page.get_by_role("img", name="Shapley interactions of pairs of seconds")
    box = pairs.bounding_box()
    assert (box["width"], box["height"]) == (132, 132)
    assert screen.page.locator(".curve .spread").is_visible()
    assert "all orders that there are" in screen.page.locator(".deletion [role=status]").inner_text()


def test_shapley_values_are_a_map_of_both_runs(screen):
    screen.page.get_by_role("button", name="Shapley values").click()
    query = f"run=leap_mm_pyr&clip={CLIP}"
    with urllib.request.urlopen(f"{screen.address}/api/shapley?{query}") as answer:
        values = json.load(answer)["values"]["audio"]
    screen.page.locator('[aria-label^="Audio map F 2 "] canvas').wait_for()
    labels = screen.page.locator("[data-lane=audio-maps] .labels button").all()
    rows = [int(label.get_attribute("data-class")) for label in labels]
    high = max(abs(x) for m in ("audio", "visual") for c in rows for x in worths(screen)[m][c])
    high = math.ceil(20 * max(0.05, high)) / 20
    assert (
        unlike(screen, "F 1", [values[c] for c in rows], {"colours": "worth", "low": -high, "high": high})
        == 0
    )
    screen.page.wait_for_timeout(300)
    assert "F" in re.search(r"maps=([^&]*)", screen.page.url)[1].split(".")
    share(screen.page)
    screen.page.get_by_role("button", name="Open as a figure").click()  # which has no such map
    screen.page.locator("[data-testid=stImage] img").wait_for()


def worths(screen) -> dict:
    """The largest Shapley values of either run, of sound and of picture."""
    found = []
    for run in ("leap_mm_pyr", "mmil_mm_pyr"):
        with urllib.request.urlopen(f"{screen.address}/api/shapley?run={run}&clip={CLIP}") as answer:
            found.append(json.load(answer)["values"])
    return {m: np.maximum(*(np.abs(values[m]) for values in found)).tolist() for m in ("audio", "visual")}


def test_what_is_in_their_place_is_chosen_by_keyboard_said_and_kept_in_the_link(screen):
    drag(screen, "what-if", 4.5, 6.5)
    nothing = screen.page.get_by_label("In place of seconds")
    caption = screen.page.locator(".deletion figcaption [role=status]")
    said = [status(screen)]
    for choice in ("black", "zeros", "mean"):
        nothing.focus()
        screen.page.keyboard.press("ArrowDown")
        answered(screen)
        assert nothing.input_value() == choice
        assert "z and shares beside all seconds of" in status(screen)
        said.append(status(screen))
    assert len({text.split("In place")[1] for text in said}) == 4
    caption.get_by_text("in their place: the mean of each feature").wait_for()
    screen.page.wait_for_timeout(300)
    screen.open(screen.page.url.removeprefix(f"{screen.address}/"))
    answered(screen)
    assert nothing.input_value() == "mean" and removed(screen, "what-if") == [[4, 5, 6], []]


def test_masked_in_the_decoder_they_are_still_to_be_heard(screen):
    drag(screen, "what-if", 4.5, 6.5)
    before = status(screen)
    screen.page.get_by_label("How seconds are taken away").select_option("keys")
    answered(screen)
    assert "The encoder sees the whole clip" in status(screen) and "In place" not in status(screen)
    assert status(screen).split("most changed")[1] != before.split("most changed")[1]
    assert screen.page.get_by_label("In place of seconds").is_disabled()
    screen.page.locator(".deletion figcaption [role=status]").get_by_text(
        "masked in the decoder one by one"
    ).wait_for()
    screen.page.keyboard.press("5")
    played = "({ muted, currentTime }) => [muted, Math.floor(currentTime)]"
    screen.until(f"root => ({played})(root.querySelector('video'))", [False, 5])
    screen.page.wait_for_timeout(300)
    assert "removal=keys" in screen.page.url


# Kinds of the bars of the what-if, a row a class: [class, [[kind, percent of the clip from, how long], ...]].
PRIMED = """(root, lane) => [...root.querySelectorAll(`[data-lane="${lane}"] .row`)].map((row) => [
  Number(row.dataset.class),
  [...row.querySelectorAll(".primed .event")].map(({ className, style }) =>
    [className.replace("event ", ""), parseFloat(style.left), parseFloat(style.width)])])"""


@pytest.mark.parametrize(
    ("slot", "run", "lines"), [("1", "leap_mm_pyr", "Y 1 1\u2032 2"), ("2", "mmil_mm_pyr", "Y 1 2 2\u2032")]
)
def test_bars_and_scores_show_what_the_run_would_say(look, bundled, slot, run, lines):
    screen = look(bundled)
    screen.open(f"?clip={CLIP}&lanes={BARS}&silence=4.5.6&model={slot}")
    answered(screen)
    assert screen.page.locator("[data-lane=audio] .slots div").first.inner_text().split() == lines.split()
    answer = asked(screen, "4.5.6", run)
    ungated = np.array([answer["probability"][m] for m in ("audio", "visual")]) >= 0.5  # (2, C, T)
    decided = ungated & (np.array(answer["clip_probability"]["either"]) >= 0.5)[:, None]
    data = open_dataset(DEMO)
    truth = data.annotations.grid[data.index(CLIP)]
    kinds = np.select(
        [decided & truth, decided, truth & ungated, truth], ["hit", "false-alarm", "shut-out", "miss"], ""
    )
    for m, lane in enumerate(("audio", "visual")):
        rows = screen.page.locator(".lens").evaluate(PRIMED, lane)
        assert {c for c, _ in rows} >= {*np.nonzero(decided[m].any(axis=1))[0]}
        for c, pieces in rows:
            drawn = [""] * 10
            for kind, left, width in pieces:
                drawn[round(left / 10) : round((left + width) / 10)] = [kind] * round(width / 10)
            assert drawn == kinds[m, c].tolist()
    report = lc.metrics.evaluate(decided[None], truth[None]).table
    shown = [row.inner_text().split() for row in screen.page.locator(".scores tr.primed").all()]
    for track, words in zip(("audio", "visual", "audio_visual", "type", "event"), shown, strict=True):
        assert words[:3] == [f"{slot}\u2032", "what", "if"]
        assert [float(f1) for f1 in words[3:]] == pytest.approx(
            [report[f"{level}_{track}"] for level in ("segment", "event")], abs=0.051
        )
    screen.page.get_by_role("button", name="Clear").click()
    assert screen.page.locator(".primed").count() == 0


def test_the_link_has_its_run_and_back_from_another_clip_it_is_asked_anew(look, shipped):
    screen = look(shipped)
    screen.open(f"?clip={CLIP}&lanes={OPEN}")
    chosen = screen.page.get_by_label("Run of the what-if")
    chosen.select_option("2")
    drag(screen, "what-if", 4.5, 6.5)
    screen.page.wait_for_timeout(300)
    assert "model=2" in screen.page.url and "silence=4.5.6" in screen.page.url
    said = status(screen).partition(";")[2]
    screen.page.reload()
    screen.ready(CLIP)
    answered(screen)
    assert chosen.input_value() == "2" and status(screen).partition(";")[2] == said
    screen.page.get_by_role("button", name="Next", exact=True).click()
    screen.page.wait_for_selector(f".lens[data-ready]:not([data-ready={CLIP}])")
    screen.page.wait_for_url(lambda url: CLIP not in url)  # one to go Back from
    assert removed(screen, "what-if") == [[], []] and drawn(screen, "What-if") == 0
    screen.page.go_back()
    screen.ready(CLIP)
    answered(screen)
    assert removed(screen, "what-if") == [[4, 5, 6], []] and drawn(screen, "What-if") == 4
    assert chosen.input_value() == "2" and status(screen).partition(";")[2] == said


def test_the_model_is_loaded_as_the_lane_opens_and_whoever_waits_sees_it(look, bundled):
    screen = look(bundled)
    page, held = screen.page, []
    questions = "**/api/what-if?*"

    def hold(route):
        held.append(route)

    page.route(questions, hold)
    screen.open(f"?clip={CLIP}")
    assert not held
    page.get_by_role("button", name="What if", exact=True).click()
    line = page.locator(STATUS)
    line.get_by_text(re.compile("^Loading the model\u2026$")).wait_for()
    line.get_by_text("1 s").wait_for()
    assert line.get_attribute("aria-busy") == "true" and "silence=&blank=&" in held[0].request.url
    assert line.locator(".spinner").evaluate(TURNING) == "turn"
    held.pop().continue_()
    page.locator(f"{STATUS}:not([aria-busy])", has_text="Drag over seconds").wait_for()

    page.unroute(questions)
    drag(screen, "what-if", 4.5, 6.5)
    page.route(questions, hold)
    page.get_by_role("button", name="Blank all").click()
    line.get_by_text("P\u2032 as of before; asking the model").wait_for()
    faded = (
        "root => [...new Set([...root.querySelectorAll('.primed')].map((e) => getComputedStyle(e).opacity))]"
    )
    assert screen.lens(faded) == ["0.45"]
    held.pop().fulfill(status=400, json={"error": "Expected features."})
    line.get_by_text("Expected features.").wait_for()
    assert line.get_attribute("aria-busy") is None and drawn(screen, "What-if") == 0
    assert [error for error in screen.errors if "400" not in error] == []
    screen.errors.clear()


def test_nothing_turns_for_who_wants_little_motion(look, bundled):
    screen = look(bundled, dark=True)
    screen.page.route("**/api/what-if?*", lambda route: None)
    screen.open(f"?clip={CLIP}&lanes={OPEN}")
    assert screen.page.locator(f"{STATUS} .spinner").evaluate(TURNING) == "none"
