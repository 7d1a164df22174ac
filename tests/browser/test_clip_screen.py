"""The clip screen in a real browser: playing, seeking, scrubbing, choosing."""

import pytest

from tests.demo_fixture import BITS, CLIPS, FRAMES_A_SECOND, WIDTH, WITHOUT_VIDEO, T

FRAME = 1 / FRAMES_A_SECOND
CLIP = f"?clip={CLIPS[2]}"

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

# Where each playhead stands, in seconds.
HEADS = f"""root => [...root.querySelectorAll(".track")].map((track) => {{
  const head = track.querySelector(".playhead").getBoundingClientRect();
  const box = head.width;
  return (head.left - track.querySelector(".heads").getBoundingClientRect().left) / box * {T};
}})"""

AT_REST = """root => new Promise((resolve) => {
  const video = root.querySelector("video");
  const look = () => video.seeking ? requestAnimationFrame(look) : setTimeout(resolve, 120);
  look();
})"""


def shown_and_heads(screen) -> tuple[float, list[float]]:
    """Start of the frame on show and the playheads, seconds, once the video is at rest."""
    screen.lens(AT_REST)
    return screen.lens(SHOWN_FRAME) * FRAME, screen.lens(HEADS)


def click_track(screen, number: int, x: float, y: float) -> None:
    """Click at (x, y) in [0, 1] of a track: 0 and 1 are the bars, then four maps of audio, four of visual."""
    track = screen.page.locator(".track").nth(number)
    box = track.bounding_box()
    track.click(position={"x": x * box["width"], "y": y * box["height"]})


def test_draws_eight_maps_with_a_playhead_each_and_says_what_to_see(screen):
    screen.open(CLIP)
    assert screen.page.locator(".plot .heatmaplayer image").count() == 8
    assert screen.page.locator(".playhead").count() == 10  # and one on each modality's bars
    headline = screen.page.locator(".headline").inner_text()
    assert headline == "LEAP hears Baby laughter (1\u20135 s), MMIL does not."
    assert screen.page.locator(".synthetic").inner_text().startswith("Synthetic demo set")


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


def test_seeks_to_exact_frames(screen):
    screen.open(CLIP)
    for x in (0.031, 0.77, 0.5, 0.99, 0.123, 0.0):
        click_track(screen, 0, x, 0.5)
        shown, heads = shown_and_heads(screen)
        assert shown == pytest.approx(x * T, abs=FRAME)
        assert heads == pytest.approx([shown] * len(heads), abs=0.02)
        assert screen.page.locator(".time").inner_text() == f"{shown:.2f} / 10.00 s"


def test_arrows_step_by_frames_and_segments(screen):
    screen.open(CLIP)
    screen.page.locator(".lens").focus()
    for key, frame in (
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("Shift+ArrowRight", 14),
        ("ArrowLeft", 13),
        ("End", 119),
    ):
        screen.page.keyboard.press(key)
        assert shown_and_heads(screen)[0] == pytest.approx(frame * FRAME)


def test_click_on_a_cell_goes_to_its_segment(screen):
    screen.open(CLIP)
    for number, x, segment in ((2, 0.68, 6), (3, 0.11, 1), (4, 0.35, 3), (9, 0.99, 9)):
        click_track(screen, number, x, 0.5)
        shown, heads = shown_and_heads(screen)
        assert shown == pytest.approx(segment)
        assert heads == pytest.approx([segment] * len(heads), abs=0.02)


def test_hover_reads_out_class_second_and_value(screen):
    screen.open(CLIP)
    box = screen.page.locator(".track").nth(4).bounding_box()
    screen.page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.1 * box["height"])
    said = screen.page.locator(".readout").inner_text()
    assert said.startswith("Speech  2\u20133 s  P of LEAP, MM-Pyr: 0.")


def test_scrubbing_never_reruns_python(screen):
    screen.open(CLIP)
    screen.page.wait_for_timeout(300)
    before = len(screen.sent)
    for start, end, target in ((0.1, 0.9, ".scrub"), (0.8, 0.2, ".events .track >> nth=0")):
        box = screen.page.locator(target).bounding_box()
        y = box["y"] + box["height"] / 2
        screen.page.mouse.move(box["x"] + start * box["width"], y)
        screen.page.mouse.down()
        screen.page.mouse.move(box["x"] + end * box["width"], y, steps=25)
        screen.page.mouse.up()
    shown, heads = shown_and_heads(screen)
    assert shown == pytest.approx(2.0, abs=2 * FRAME)
    assert heads == pytest.approx([shown] * len(heads), abs=0.02)
    screen.page.click(".show-all")
    screen.page.wait_for_timeout(300)
    assert len(screen.sent) == before


def test_shows_all_classes_on_request(screen):
    screen.open(CLIP)
    assert screen.page.locator(".maps .labels >> nth=0").locator("span").count() == 3
    screen.page.click(".show-all")
    assert screen.page.locator(".maps .labels >> nth=0").locator("span").count() == 25
    screen.page.click(".show-all")
    assert screen.page.locator(".maps .labels >> nth=0").locator("span").count() == 3


def test_next_clip_keeps_the_player_and_the_address_restores_it(screen):
    screen.open(CLIP)
    screen.lens("root => { root.kept = true }")
    screen.page.get_by_role("button", name="Next").click()
    screen.ready(CLIPS[3])
    assert screen.lens("root => root.kept")
    assert f"clip={CLIPS[3]}" in screen.page.url
    screen.open(screen.page.url.removeprefix(f"{screen.address}/"))
    screen.ready(CLIPS[3])


def test_without_video_a_timer_drives_the_playheads(screen):
    screen.open(f"?clip={WITHOUT_VIDEO}")
    assert f"expected {WITHOUT_VIDEO}.mp4" in screen.page.locator(".missing").inner_text()
    click_track(screen, 2, 0.35, 0.5)
    assert screen.lens(HEADS) == pytest.approx([3.0] * 10, abs=0.02)
    screen.page.click(".play")
    screen.page.wait_for_timeout(400)
    screen.page.click(".play")
    assert screen.lens(HEADS)[0] > 3.2


def test_both_themes_are_drawn(screen):
    screen.open(CLIP)
    assert screen.lens("root => root.dataset.theme") == "light"
    corner = "root => getComputedStyle(root.querySelector('.ramp')).backgroundImage"
    light = screen.lens(corner)
    screen.page.emulate_media(color_scheme="dark")
    screen.page.wait_for_selector('.lens[data-theme="dark"]')
    assert screen.lens(corner) != light
