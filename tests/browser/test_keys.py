"""Every key of the sheet does what the sheet says, and its line there does the same."""

import pytest

from tests.browser.player import BOTH, CLIP, FRAME, shown
from tests.demo_fixture import CLIPS

# Onsets and offsets of all bars on show, seconds.
EDGES = """root => {
  const bars = [...root.querySelectorAll("[data-lane=audio] .event, [data-lane=visual] .event")];
  const percents = bars.flatMap(({ style }) => {
    const left = parseFloat(style.left);
    return [left, left + parseFloat(style.width)];
  });
  return [...new Set(percents.map((percent) => Math.round(percent) / 10))].sort((x, y) => x - y);
}"""


@pytest.mark.parametrize(
    ("keys", "seconds"),
    [
        (["ArrowRight"], 1),
        (["ArrowRight", "ArrowRight", "ArrowLeft"], 1),
        (["Shift+ArrowRight"], FRAME),
        (["ArrowRight", "Shift+ArrowLeft"], 1 - FRAME),
        (["End"], 10 - FRAME),
        (["End", "Home"], 0),
        (["7"], 7),
        (["4", "0"], 0),
        (["5", "Shift+ArrowRight", "ArrowLeft"], 4),
    ],
)
def test_keys_of_time(screen, keys, seconds):
    screen.open(CLIP)
    for key in keys:
        screen.page.keyboard.press(key)
        at = shown(screen)
    assert at == pytest.approx(seconds, abs=1e-6)


def test_brackets_go_from_edge_to_edge(screen):
    screen.open(CLIP)
    edges = screen.lens(EDGES)
    inner = [edge for edge in edges if 0 < edge < 10]
    assert len(inner) > 2
    for edge in inner:
        screen.page.keyboard.press("]")
        assert shown(screen) == pytest.approx(edge, abs=FRAME / 2)
    for edge in inner[-2::-1]:
        screen.page.keyboard.press("[")
        assert shown(screen) == pytest.approx(edge, abs=FRAME / 2)


@BOTH
def test_space_plays_and_pauses_also_with_a_button_in_focus(screen):
    screen.open(CLIP)
    screen.page.keyboard.press(" ")
    label = "root => root.querySelector('.play').getAttribute('aria-label')"
    screen.until(label, "Pause")
    screen.page.locator(".play").focus()
    screen.page.keyboard.press(" ")
    screen.until(label, "Play")


@BOTH
def test_speed_and_mute(screen):
    screen.open(CLIP)
    video = "root => [root.querySelector('video').playbackRate, root.querySelector('video').muted]"
    for key, rate in ((".", 1.5), (".", 2), (".", 2), (",", 1.5), (",", 1), (",", 0.5)):
        screen.page.keyboard.press(key)
        assert screen.lens(video)[0] == rate
        assert screen.page.get_by_label("Speed", exact=True).input_value() == str(rate)
    muted = "root => root.querySelector('video').muted"
    screen.page.keyboard.press("m")
    screen.until(muted, True)
    assert screen.page.get_by_role("button", name="Mute").get_attribute("aria-pressed") == "true"
    screen.page.keyboard.press("m")
    screen.until(muted, False)


def test_pitch_is_kept_by_every_name_that_browsers_have_for_it(screen):
    screen.open(CLIP)
    names = ["preservesPitch", "mozPreservesPitch", "webkitPreservesPitch"]
    kept = screen.page.locator("video").evaluate("(video, names) => names.map((name) => video[name])", names)
    assert kept == [True, True, True]


@BOTH
def test_loop_repeats_the_segment_then_the_event_then_neither(screen):
    screen.open(CLIP)
    loop = """root => root.hasAttribute("data-loop")
      && ["--loop-left", "--loop-width"].map((name) => root.style.getPropertyValue(name))"""
    screen.page.keyboard.press("3")
    screen.page.keyboard.press("l")
    assert screen.lens(loop) == ["30%", "10%"]
    screen.page.keyboard.press(" ")
    screen.page.wait_for_timeout(1500)
    screen.page.keyboard.press(" ")
    assert 3 - FRAME <= shown(screen) <= 4 + FRAME  # and not 4.5
    screen.page.keyboard.press("l")
    left, width = (float(x[:-1]) for x in screen.lens(loop))
    assert width > 0 and left <= 30 < left + width
    screen.page.keyboard.press("l")
    assert screen.lens(loop) is False


@BOTH
def test_paused_after_the_page_was_held_up_a_loop_is_not_left(screen):
    screen.open(CLIP)
    for key in ("3", "l", " "):
        screen.page.keyboard.press(key)
    screen.page.wait_for_timeout(300)
    screen.page.evaluate(
        """() => {
          const until = performance.now() + 1500;
          while (performance.now() < until);
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
        }"""
    )
    screen.page.wait_for_timeout(300)
    assert 3 - FRAME <= shown(screen) <= 4 + FRAME


@BOTH
def test_j_and_k_change_the_clip(screen):
    screen.open(CLIP)
    screen.page.keyboard.press("j")
    screen.ready(CLIPS[3])
    screen.page.keyboard.press("k")
    screen.ready(CLIPS[2])
    screen.page.keyboard.press("k")
    screen.ready(CLIPS[1])
    screen.page.wait_for_url(f"**clip={CLIPS[1]}*")


def test_clips_skipped_in_haste_are_all_counted(screen):
    screen.open(CLIP)
    for key in "jjjjkj":
        screen.page.keyboard.press(key)
    screen.ready(CLIPS[0])  # four on from the third of six, round the end
    screen.page.wait_for_timeout(500)
    assert f"clip={CLIPS[0]}" in screen.page.url


def test_what_is_pressed_right_after_steps_in_haste_holds(screen):
    """Before the video is loaded, which waits until nobody steps any more."""
    screen.open(CLIP)
    screen.page.keyboard.press("Home")  # as by a person, who may play sound
    press = """(root, clip) => {
      const pressed = (key) => new KeyboardEvent("keydown", { key, bubbles: true });
      const press = (key) => document.body.dispatchEvent(pressed(key));
      new MutationObserver((_, observer) => {
        if (root.dataset.drawn !== clip) return;
        observer.disconnect();
        for (const key of ["5", "l", " "]) press(key);
      }).observe(root, { attributeFilter: ["data-drawn"] });
      for (const key of "jjj") press(key);
    }"""
    screen.page.locator(".lens").evaluate(press, CLIPS[5])
    screen.until('root => root.querySelector("video").src.split("/").at(-1)', CLIPS[5])
    screen.until('root => root.querySelector(".play").getAttribute("aria-label")', "Pause")
    assert screen.lens('root => root.querySelector(".range strong").innerText').startswith("5.00")
    assert 5 <= float(screen.lens('root => root.querySelector(".time").innerText').split()[0]) <= 6


def test_a_video_that_is_left_before_it_begins_is_no_error(screen):
    screen.page.route("**/api/clips/*", lambda route: None)  # which is never answered
    screen.open(CLIP)
    screen.page.keyboard.press(" ")
    screen.page.keyboard.press("j")
    screen.ready(CLIPS[3])


def test_the_sheet_lists_every_key_and_its_lines_are_buttons(screen):
    screen.open(CLIP)
    screen.page.keyboard.press("h")
    sheet = screen.page.get_by_role("dialog")
    caps = set(sheet.locator("kbd").all_inner_texts())
    wanted = {
        "Space",
        "\u2190",
        "\u2192",
        "Shift + \u2190",
        "Shift + \u2192",
        "Home",
        "End",
        "Escape",
        *"[]hjk,.lmos+=-",
        *"0123456789",
    }
    assert caps == wanted
    line = sheet.get_by_role("button", name="More detail of time")
    plus, equals, text = (line.get_by_text(said).bounding_box() for said in ("+", "=", "More detail of time"))
    assert plus["y"] == equals["y"] < text["y"] + text["height"]  # both keys before their text
    assert plus["x"] < equals["x"] < text["x"]
    sheet.get_by_role("button", name="Next segment").click()
    assert shown(screen) == pytest.approx(1)
    sheet.get_by_role("button", name="Go to 6 tenths of the clip").click()
    assert shown(screen) == pytest.approx(6)
    screen.page.keyboard.press("Escape")
    assert sheet.is_hidden()
    screen.page.get_by_role("button", name="This sheet of the keys").click()
    assert sheet.is_visible()


def test_typing_a_note_or_choosing_does_not_move_the_clip(screen):
    screen.open(CLIP)
    screen.page.get_by_label("Note", exact=True).fill("")
    screen.page.get_by_label("Note", exact=True).press_sequentially("5 km l?")
    screen.page.get_by_label("Threshold", exact=True).press("ArrowRight")
    assert shown(screen) == 0
    assert screen.page.get_by_label("Threshold, as a number").input_value() == "0.51"
    assert screen.page.get_by_role("dialog").is_hidden()


def test_all_can_be_reached_by_tab_and_shows_where_the_focus_is(screen):
    screen.open(CLIP)
    names = set()
    active = """root => {
      const e = root.getRootNode().activeElement;
      if (!e) return null;
      const style = getComputedStyle(e);
      return [e.getAttribute("aria-label") || e.innerText.trim() || e.value, parseFloat(style.outlineWidth)];
    }"""
    for _ in range(400):
        screen.page.keyboard.press("Tab")
        if focus := screen.lens(active):
            names.add(focus[0])
            assert focus[1] >= 1, focus
        elif names:
            break  # past the last
    else:
        pytest.fail("Tab does not leave the screen")
    for name in (
        "Play",
        "Time",
        "Next event edge",
        "Mute",
        "Star the clip",
        "Threshold",
        "Note",
        "Rows",
        "Block",
    ):
        assert name in names
    assert any(name.startswith("Move the lane") for name in names)
