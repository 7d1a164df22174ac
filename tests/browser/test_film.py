"""A video of the clip on show, in a browser: asked for, made while the screen goes on, taken home."""

import av
import pytest

from tests.demo_fixture import CLIPS


@pytest.mark.chromium
def test_the_clip_on_show_becomes_a_video(screen, tmp_path):
    screen.open(f"?clip={CLIPS[0]}")
    page = screen.page
    page.keyboard.press("j")  # a step that reruns no script
    screen.ready(CLIPS[1])
    page.get_by_role("button", name="Video of this view").click()
    page.get_by_role("radio", name="Dark").click()
    page.get_by_role("button", name="Make the video").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the video").click(timeout=60_000)
    assert waiting.value.suggested_filename == f"leap-lens-{CLIPS[1]}.mp4"
    with av.open(str(waiting.value.path())) as file:
        (picture,) = file.streams.video
        assert (picture.width, picture.height, picture.frames) == (1920, 1080, 120)
    screen.ready(CLIPS[1])
    assert not screen.errors
