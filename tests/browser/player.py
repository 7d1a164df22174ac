"""What the browser shows of the player, as functions of the component's root element."""

import pytest

from tests.demo_fixture import BITS, CLIPS, FRAMES_A_SECOND, WIDTH, T

FRAME = 1 / FRAMES_A_SECOND
CLIP = f"?clip={CLIPS[2]}"
BOTH = pytest.mark.parametrize("screen", ["address", "file"], indirect=True, ids=["server", "file"])

# The number that the frame on show carries, read from its pixels.
SHOWN_FRAME = f"""root => {{
  const video = root.querySelector("video");
  const canvas = new OffscreenCanvas({WIDTH}, 240);
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0, {WIDTH}, 240);
  let number = 0;
  for (let bit = 0; bit < {BITS}; bit++) {{
    const [red] = context.getImageData(({WIDTH} / {BITS}) * (bit + 0.5), 20, 1, 1).data;
    if (red > 127) number += 2 ** bit;
  }}
  return number;
}}"""

# Where the playhead of each track on show stands, in seconds.
HEADS = f"""root => {{
  const tracks = [...root.querySelectorAll(".track")].filter((track) => track.offsetWidth);
  return tracks.map((track) => {{
    const head = track.querySelector(".playhead").getBoundingClientRect();
    const heads = track.querySelector(".heads").getBoundingClientRect();
    return (head.left - heads.left) / head.width * {T};
  }});
}}"""

AT_REST = """root => new Promise((resolve) => {
  const video = root.querySelector("video");
  const look = () => video.seeking ? requestAnimationFrame(look) : setTimeout(resolve, 120);
  look();
})"""


def shown(screen) -> float:
    """Start of the frame on show, seconds, once the video is at rest."""
    screen.lens(AT_REST)
    return screen.lens(SHOWN_FRAME) * FRAME


def shown_and_heads(screen) -> tuple[float, list[float]]:
    """Start of the frame on show and the playheads, seconds, once the video is at rest."""
    return shown(screen), screen.lens(HEADS)


def write(box, text: str) -> None:
    """Put a text in place of a box's; in Firefox by typing: of what is put there at once it may not tell."""
    if box.page.context.browser.browser_type.name == "firefox":
        box.press("ControlOrMeta+a")
        box.press_sequentially(text)
    else:
        box.fill(text)


def enter(box, text: str) -> None:
    """Type a text, and Enter."""
    write(box, text)
    box.press("Enter")


def pick(box, option: str) -> None:
    """Choose of a list by its keyboard: in Firefox a click may come while the list still moves."""
    box.click()
    box.press_sequentially(option)
    box.press("Enter")


def shows(screen, names) -> None:
    """Wait until the list of the Browse screen holds these clips in this order."""
    screen.page.locator(f'.clips[data-ready="{" ".join(names)}"]').wait_for()


def share(page) -> None:
    """Open the menu Share, whose items are of what is on show."""
    page.get_by_role("button", name="Share").click()
    page.get_by_text("Link to this view").wait_for()
