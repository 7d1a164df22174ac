"""Frame length from an MP4's index."""

import pytest
from leap_app.video import frame_seconds

from leap_core.errors import InputError
from tests.demo_fixture import CLIPS, make_sound


def test_reads_twelve_frames_a_second(whole_demo):
    assert frame_seconds(whole_demo / "clips" / f"{CLIPS[0]}.mp4") == pytest.approx(1 / 12)


def test_sound_alone_has_no_frames(whole_demo, tmp_path):
    path = tmp_path / "sound.mp4"
    make_sound(whole_demo / "clips" / f"{CLIPS[0]}.mp4", path)
    assert frame_seconds(path) is None


@pytest.mark.parametrize("keep", [0, 7, 40, 2000])
def test_cut_short_is_an_input_error(whole_demo, tmp_path, keep):
    path = tmp_path / "cut.mp4"
    path.write_bytes((whole_demo / "clips" / f"{CLIPS[0]}.mp4").read_bytes()[:keep])
    with pytest.raises(InputError, match="expected an MP4 file with a track of video or sound"):
        frame_seconds(path)
