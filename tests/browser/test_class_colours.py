"""A class looks the same in lanes, maps, lists and both themes, and eyes tell apart what is on show."""

import itertools

import pytest

from leap_core.colours import PALETTE
from tests.browser.player import CLIP
from tests.demo_fixture import CLIPS
from tests.vision import EYES, ciede2000, seen

# [class, colour, mark] of every mark below an element, and [class, colour, ""] of every bar on show.
LOOKS = """root => {
  const two = (value) => Number(value).toString(16).padStart(2, "0");
  const hex = (colour) => "#" + colour.match(/\\d+/g).slice(0, 3).map(two).join("");
  const marks = [...root.querySelectorAll(".mark")].map((mark) => [
    mark.nextSibling.textContent || mark.parentElement.title,
    hex(getComputedStyle(mark, "::before").backgroundColor),
    mark.className,
  ]);
  const solid = ":is(.row, .strip-row) .event.hit";
  const bars = [...root.querySelectorAll(solid)].map((bar) => {
    const row = bar.closest(".row, .strip-row");
    const index = row.dataset.class;
    const name = row.title || root.querySelector(`.labels [data-class="${index}"]`).textContent;
    return [name, hex(getComputedStyle(bar).backgroundColor), ""];
  });
  return [...marks, ...bars];
}"""


def looks_of(page, selector) -> dict[str, tuple[str, str]]:
    """Colour and mark of each class on show; fails where one has two."""
    found: dict[str, tuple[str, str]] = {}
    for name, colour, mark in page.locator(selector).evaluate(LOOKS):
        known = found.setdefault(name, (colour, mark))
        assert known[0] == colour and mark in ("", known[1]), name
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_class_keeps_its_look_through_clips_lanes_and_lists(look, address, theme):
    screen = look(address, dark=theme == "dark")
    page = screen.page
    screen.open(CLIP)
    page.wait_for_selector(f'.lens[data-theme="{theme}"]')
    kept = looks_of(page, ".lens")
    assert len(kept) > 1
    for _ in CLIPS[1:]:
        before = screen.lens("root => root.dataset.ready")
        page.keyboard.press("j")
        page.wait_for_selector(f'.lens[data-ready]:not([data-ready="{before}"])')
        shown = looks_of(page, ".lens")
        for eyes, pair in itertools.product(EYES, itertools.combinations(shown.values(), 2)):
            assert ciede2000(*(seen(colour, eyes) for colour, _ in pair)) >= 20
        assert all(kept.setdefault(name, look) == look for name, look in shown.items())
    page.get_by_role("link", name="Browse").click()
    page.wait_for_selector(f'.clips[data-ready][data-theme="{theme}"]')
    listed = looks_of(page, ".clips")
    assert {name: kept[name] for name in listed} == listed
    assert {colour for colour, _ in kept.values()} <= {getattr(colour, theme) for colour in PALETTE}
