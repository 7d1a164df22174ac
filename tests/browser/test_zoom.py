"""Zoom and pan of the time axis: by wheel, keys, buttons and two fingers, alike over all lanes and maps."""

import re

import pytest

from tests.browser.player import BOTH, CLIP, HEADS, shown
from tests.browser.test_wheel import PAGE
from tests.demo_fixture import T

# The part of the clip on show in each track that is seen, seconds: from where its strip lies below it.
WINDOWS = f"""root => [...root.querySelectorAll(".track")].filter((t) => t.offsetWidth).map((track) => {{
  const [pane, strip] = [track, track.querySelector(".strip")].map((e) => e.getBoundingClientRect());
  return [pane.left - strip.left, pane.right - strip.left].map((x) => x / strip.width * {T});
}})"""
# How far bars, outlines and dividers lie from where the window of their track has their time, pixels.
ASTRAY = f"""root => {{
  const from = Number(root.style.getPropertyValue("--from")) * {T};
  const length = {T} / Number(root.style.getPropertyValue("--zoom"));
  return [...root.querySelectorAll(".track")].filter((track) => track.offsetWidth).flatMap((track) => {{
    const {{ left, width }} = track.getBoundingClientRect();
    const marks = [...track.querySelectorAll(".event, .outline, .dividers i")];
    return marks.map((mark) => {{
      const time = parseFloat(mark.style.left) / 100 * {T};
      return Math.abs(mark.getBoundingClientRect().left - left - (time - from) / length * width);
    }});
  }});
}}"""


def turn(screen, selector: str, x: float, wheel: tuple[float, float], key: str | None = None) -> None:
    """Turn the wheel at a place, 0 to 1, of a track, with a key held."""
    track = screen.page.locator(selector).first
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    screen.page.mouse.move(box["x"] + x * box["width"], box["y"] + box["height"] / 2)
    if key:
        screen.page.keyboard.down(key)
    screen.page.mouse.wheel(*wheel)
    screen.page.wait_for_timeout(100)
    if key:
        screen.page.keyboard.up(key)


def window(screen) -> list[float]:
    """What all tracks show, seconds; fails where they differ."""
    windows = screen.lens(WINDOWS)
    for other in windows:
        assert other == pytest.approx(windows[0], abs=0.02)
    return windows[0]


def zoomed(screen, times: int = 3) -> list[float]:
    """The window after some turns of the wheel over the middle of a lane."""
    for _ in range(times):
        turn(screen, "[data-lane=audio] .track", 0.5, (0, -120), "Control")
    return window(screen)


def test_wheel_with_control_zooms_about_the_pointer_in_all_lanes_and_maps(screen):
    screen.open(CLIP)
    before = screen.page.evaluate(PAGE)
    for selector in ("[data-lane=waveform] .track", "[data-lane=audio-maps] .track"):
        start, end = window(screen)
        turn(screen, selector, 0.3, (0, -120), "Control")
        onset, offset = window(screen)
        assert offset - onset == pytest.approx((end - start) * 0.7788, rel=0.01)  # exp(-1/4)
        assert onset + 0.3 * (offset - onset) == pytest.approx(start + 0.3 * (end - start), abs=0.03)
    assert max(screen.lens(ASTRAY)) < 0.75
    turn(screen, "[data-lane=audio] .track", 0.3, (0, 3000), "Control")
    turn(screen, "[data-lane=audio] .track", 0.3, (0, 3000), "Control")
    assert window(screen) == pytest.approx([0, T], abs=0.01)
    assert screen.page.evaluate(PAGE) >= before  # scrolled into view alone
    assert screen.page.evaluate("() => visualViewport.scale * devicePixelRatio") == 1


def test_wheel_aside_pans_and_a_plain_wheel_scrolls_the_page(screen):
    screen.open(CLIP)
    onset, offset = zoomed(screen)
    for wheel, key in (((0, 100), "Shift"), ((100, 0), None)):
        turn(screen, "[data-lane=audio] .track", 0.5, wheel, key)
        moved = window(screen)
        assert moved[0] > onset + 0.1 and moved[1] - moved[0] == pytest.approx(offset - onset, abs=0.02)
        onset, offset = moved
    place = screen.page.evaluate(PAGE)
    for direction in (1, -1):  # the page may be at its end
        turn(screen, "[data-lane=audio] .track", 0.5, (0, direction * 150))
        screen.page.wait_for_timeout(400)
    assert window(screen) == pytest.approx([onset, offset], abs=1e-6)
    turn(screen, "[data-lane=audio] .track", 0.5, (0, 90))
    screen.page.wait_for_timeout(400)
    assert screen.page.evaluate(PAGE) != place


def test_keys_and_buttons_zoom_about_the_playhead(screen):
    screen.open(f"{CLIP}&t=4")
    heads = screen.lens(HEADS)
    screen.page.keyboard.press("+")
    onset, offset = window(screen)
    assert offset - onset == pytest.approx(T / 1.5, abs=0.02)
    assert (4 - onset) / (offset - onset) == pytest.approx(0.4, abs=0.01)
    assert screen.lens(HEADS) == pytest.approx(heads, abs=0.02)
    screen.page.get_by_role("group", name="Zoom of time").get_by_role("button", name="More detail").click()
    assert screen.page.locator(".zoom").inner_text().split() == ["\u2212", "2.3\u00d7", "+"]
    screen.page.keyboard.press("-")
    assert window(screen) == pytest.approx([onset, offset], abs=0.02)
    screen.page.keyboard.press("0")
    assert window(screen) == pytest.approx([0, T], abs=0.01)
    assert shown(screen) == pytest.approx(4, abs=0.05)  # the playhead has not moved
    screen.page.keyboard.press("0")
    assert shown(screen) == 0  # and now it has


def test_a_press_goes_to_what_is_under_it_and_drags_loop_it(screen):
    screen.open(CLIP)
    onset, offset = zoomed(screen, 5)
    track = screen.page.locator("[data-lane=visual-maps] .track").nth(2)
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    screen.page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 4)
    wanted = onset + 0.75 * (offset - onset)
    assert shown(screen) == pytest.approx(wanted, abs=0.1)
    assert screen.page.locator(".readout").inner_text().split()[1] == f"{int(wanted)}\u2013{int(wanted) + 1}"
    ends = [box["x"] + x * box["width"] for x in (0.2, 0.7)]
    screen.page.mouse.move(ends[0], box["y"] + 4)
    screen.page.mouse.down()
    screen.page.mouse.move(ends[1], box["y"] + 4, steps=4)
    screen.page.mouse.up()
    bands = """root => [...root.querySelectorAll(".track")].filter((t) => t.offsetWidth).map((track) => {
      const [a, b] = [track, track.querySelector(".loop-band")].map((e) => e.getBoundingClientRect());
      return [(b.left - a.left) / a.width, (b.right - a.left) / a.width];
    })"""
    for band in screen.lens(bands):
        assert band == pytest.approx([0.2, 0.7], abs=0.06)  # edges of segments attract


def test_the_window_follows_the_playhead(screen):
    screen.open(CLIP)
    onset, offset = zoomed(screen, 5)
    screen.page.keyboard.press("Home")
    assert window(screen)[0] == pytest.approx(0, abs=0.01)
    for _ in range(9):
        screen.page.keyboard.press("ArrowRight")
        at = shown(screen)
        start, end = window(screen)
        assert start - 0.01 <= at <= end + 0.01
    screen.page.keyboard.press("Home")
    screen.page.keyboard.press(" ")
    screen.page.wait_for_timeout(round(1000 * (offset - onset)) + 800)
    start, end = window(screen)
    assert start > 0.5
    screen.page.keyboard.press(" ")


@BOTH
def test_the_address_holds_the_window(screen):
    screen.open(CLIP)
    wanted = zoomed(screen)
    screen.page.wait_for_timeout(200)
    said = re.search(r"window=([\d.]+)-([\d.]+)", screen.page.url)
    assert [float(said[1]), float(said[2])] == pytest.approx(wanted, abs=0.02)
    screen.again()
    assert window(screen) == pytest.approx(wanted, abs=0.02)
    assert max(screen.lens(ASTRAY)) < 0.75
    screen.page.keyboard.press("0")
    screen.page.wait_for_timeout(200)
    assert "window" not in screen.page.url
    screen.page.keyboard.press("+")
    screen.page.keyboard.press("j")
    screen.page.wait_for_url("**clip=demotst0004*")
    screen.ready("demotst0004_0_10")
    assert window(screen) == pytest.approx([0, T], abs=0.01)


def test_cells_are_painted_for_the_window(screen):
    """Each pixel of a map of the truth has the colour of the segment that lies there."""
    screen.open(f"{CLIP}&window=1.3-3.9")
    onset, offset = window(screen)
    found = screen.page.locator("[data-lane=audio-maps] canvas.cells").first.evaluate(
        """canvas => {
          const { width, height } = canvas;
          const row = canvas.getContext("2d").getImageData(0, Math.floor(height / 6), width, 1).data;
          return Array.from({ length: width }, (_, x) => [...row.slice(4 * x, 4 * x + 4)].join());
        }"""
    )
    style = screen.page.locator("[data-lane=audio] .row .truth").first.evaluate(
        "e => [parseFloat(e.style.left), parseFloat(e.style.width)]"
    )
    start, end = style[0] * T / 100, (style[0] + style[1]) * T / 100
    colours = set()
    for x, colour in enumerate(found):
        time = onset + (x + 0.5) / len(found) * (offset - onset)
        if abs(time - round(time)) * len(found) / (offset - onset) > 1.5:  # clear of the gaps
            colours.add((start <= time < end, colour))
    assert len(colours) == len({inside for inside, _ in colours}) == 2


def test_two_fingers_pinch(look, address, chromium):
    """Chromium alone can be made to touch with two fingers."""
    screen = look(address)
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    screen.open(CLIP)
    track = screen.page.locator("[data-lane=audio] .track")
    track.scroll_into_view_if_needed()
    box = track.bounding_box()

    def touch(kind: str, *places: float) -> None:
        y = box["y"] + box["height"] / 2
        points = [{"x": box["x"] + x * box["width"], "y": y, "id": n} for n, x in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.4)
    touch("touchStart", 0.4, 0.6)
    for apart in (0.12, 0.16, 0.2):
        touch("touchMove", 0.5 - apart, 0.5 + apart)
    touch("touchEnd")
    onset, offset = window(screen)
    assert [onset, offset] == pytest.approx([2.5, 7.5], abs=0.15)
    assert not screen.lens("root => root.hasAttribute('data-loop')")
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
