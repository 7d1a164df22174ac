"""Widths: video and maps are seen together, nothing is cut off, and what takes the focus is in sight."""

import pytest

from tests.browser.player import CLIP
from tests.browser.test_accessibility import SCREENS, settled

NARROW = [(1024, 768), (960, 600)]  # the second is 1440 x 900 at 150 %

# [what is seen of an element, its whole], pixels squared: within the window and every box that clips it.
SEEN = """element => {
  const box = element.getBoundingClientRect();
  let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
  for (let e = element; e; e = e.parentElement ?? e.getRootNode().host) {
    if (e !== element && getComputedStyle(e).overflowY === "visible") continue;
    const clip = e.getBoundingClientRect();
    [left, top] = [Math.max(left, clip.left), Math.max(top, clip.top)];
    [right, bottom] = [Math.min(right, clip.right), Math.min(bottom, clip.bottom)];
  }
  const header = document.querySelector("[data-testid=stHeader]").getBoundingClientRect();
  top = Math.max(top, header.bottom);
  bottom = Math.min(bottom, innerHeight);
  return [Math.max(0, right - left) * Math.max(0, bottom - top), box.width * box.height];
}"""

# What has the focus and is covered at its upper edge, by name.
HIDDEN = """root => {
  const shadow = root.getRootNode();
  const e = shadow.activeElement;
  if (!e) return null;
  const { left, top, width } = e.getBoundingClientRect();
  const hit = shadow.elementFromPoint(left + width / 2, top + 2);
  return e.contains(hit) || hit?.contains(e) ? "" : e.getAttribute("aria-label") || e.innerText;
}"""

# Text that is cut off, boxes that scroll sideways by so little that they should not, a page that does; but
# for what follows a time axis, is to be scrolled, or has its whole text in its title.
CUT = """() => {
  const found = document.querySelector(".stMain").scrollWidth > innerWidth ? ["the page"] : [];
  const look = (root) => {
    for (const e of root.querySelectorAll("*")) {
      if (e.shadowRoot) look(e.shadowRoot);
      const more = e.scrollWidth - e.clientWidth;
      if (more < 1 || e.clientWidth < 2 || !e.checkVisibility()) continue;
      if (e.matches(".columns, .st-key-presets, input")) continue;
      if (e.closest(".track, .js-plotly-plot, [title]")) continue;
      const how = getComputedStyle(e).overflowX;
      const cut = ["hidden", "clip"].includes(how) && e.innerText?.trim();
      const scrolls = ["auto", "scroll"].includes(how) && more > 1 && more < 25;
      if (cut || scrolls) found.push(`${how} ${more} ${e.className} ${e.innerText}`);
    }
  };
  look(document);
  return found;
}"""


def part_seen(screen, selector: str, number: int = 0) -> float:
    """The part of an element that is seen, 0 to 1."""
    seen, whole = screen.page.locator(selector).nth(number).evaluate(SEEN)
    return seen / whole


@pytest.mark.parametrize(("width", "height"), NARROW)
def test_the_video_stays_in_view_beside_the_maps(screen, width, height):
    screen.page.set_viewport_size({"width": width, "height": height})
    screen.open(CLIP)
    for lane in ("audio-maps", "visual-maps"):
        maps = screen.page.locator(f"[data-lane={lane}] .track")
        for number in range(6):
            maps.nth(number).scroll_into_view_if_needed()
            assert part_seen(screen, ".picture") > 0.95
            assert part_seen(screen, f"[data-lane={lane}] .track", number) > 0.95
    assert screen.page.locator("[data-lane=audio-maps] .columns").evaluate(
        "e => e.scrollWidth <= e.clientWidth"
    )


@pytest.mark.parametrize("width", [400, 800, 801, 960, 1024, 1440])
def test_nothing_sticks_out(screen, width):
    screen.page.set_viewport_size({"width": width, "height": 800})
    screen.open(CLIP)
    wide = """root => {
      const edge = root.getBoundingClientRect().right + 1;
      const side = root.querySelector(".side");
      const parts = [...side.querySelectorAll("video, button, select, input, output, textarea")];
      const out = parts.filter((e) => e.getBoundingClientRect().right > edge).map((e) => e.className);
      return side.scrollWidth > side.clientWidth + 1 ? [...out, "side"] : out;
    }"""
    assert screen.lens(wide) == []
    assert screen.page.evaluate("() => document.querySelector('.stMain').scrollWidth <= innerWidth")


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_what_takes_the_focus_is_not_under_what_sticks(screen, key):
    screen.page.set_viewport_size({"width": 960, "height": 600})
    screen.open(CLIP)
    screen.page.locator(".fold").nth(-1 if key == "Shift+Tab" else 0).focus()
    reached = 0
    for _ in range(30):
        screen.page.keyboard.press(key)
        hidden = screen.lens(HIDDEN)
        reached += hidden is not None
        assert not hidden
    assert reached > 20


@pytest.mark.chromium
@pytest.mark.parametrize("name", SCREENS)
def test_no_text_is_cut_off(screen, name):
    page = screen.page
    page.goto(f"{screen.address}/{SCREENS[name]}")
    page.get_by_role("button", name="About this view").wait_for()  # what is drawn last
    settled(page)
    found = {}
    for width in (1440, 1024, 960, 400):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(500)
        if cut := page.evaluate(CUT):
            found[width] = cut
    assert not found
