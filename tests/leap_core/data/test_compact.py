"""The compact recipe on toys whose features are known, on encoded files, and on broken ones."""

import subprocess

import imageio_ffmpeg
import numpy as np
import pytest

from leap_core.data.compact import (
    FRAMES,
    HEIGHT,
    WIDTH,
    audio_features,
    extract,
    visual_features,
)
from leap_core.data.media import BANDS, RATE
from leap_core.errors import InputError

GREY = 0.5


def encode(path, *options):
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *options, str(path)]
    subprocess.run(command, check=True)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("videos")


@pytest.fixture(scope="module")
def clip(folder):
    """Three seconds at an odd size and rate: a test pattern with a tone of 1 kHz."""
    pattern = ("-f", "lavfi", "-i", "testsrc=size=174x130:rate=15:duration=3")
    tone = ("-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=44100:duration=3")
    return encode(folder / "clip.mp4", *pattern, *tone, "-pix_fmt", "yuv420p")


def test_shapes_and_type(clip):
    features = extract(clip, segments=3)
    assert features.audio.shape == (1, 3, 128)
    assert features.visual.shape == (1, 3 * FRAMES, 192)
    assert features.visual_st.shape == (1, 3, 96)
    for array in (features.audio, features.visual, features.visual_st):
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
        assert np.abs(array).max() < 8


def test_a_short_file_is_held_and_silent(clip):
    features = extract(clip, segments=5)
    assert (features.visual_st[0, 4] == 0).all()
    assert (features.visual[0, -1] == features.visual[0, 4 * FRAMES]).all()
    assert features.audio[0, 4, :BANDS] == pytest.approx(-2.0)


def test_extraction_repeats(clip):
    first, second = extract(clip, 3), extract(clip, 3)
    assert (first.visual == second.visual).all()
    assert (first.audio == second.audio).all()


def test_a_tone_raises_its_band_in_its_second():
    t = np.arange(3 * RATE) / RATE
    sound = np.where((t >= 1) & (t < 2), 0.3 * np.sin(2 * np.pi * 1000 * t), 0)
    features = audio_features(sound, 3)
    mel = 2595 * np.log10(1 + np.array([50, 1000, 15_000]) / 700)
    band = (mel[1] - mel[0]) / (mel[2] - mel[0]) * (BANDS + 1) - 1
    assert abs(features[1, :BANDS].argmax() - band) <= 1
    assert features[[0, 2], :BANDS] == pytest.approx(-2.0)  # log10 of the floor 1e-4, halved
    assert features[[0, 2], BANDS:] == pytest.approx(0.0)  # no deviation


def test_a_still_picture_has_colour_and_nothing_that_moves():
    frames = np.full((2 * FRAMES, HEIGHT, WIDTH, 3), GREY, np.float32)
    visual, visual_st = visual_features(frames, 2)
    assert visual[:, 13] == pytest.approx(4.0)  # the middle of 3 x 3 x 3 colours: 4 sqrt(1)
    assert np.count_nonzero(visual) == 2 * FRAMES
    assert (visual_st == 0).all()


def test_what_moves_shows_by_colour_and_place():
    frames = np.full((3 * FRAMES, HEIGHT, WIDTH, 3), GREY, np.float32)
    frames[FRAMES, :24, :24] = (1, 0, 0)  # a red square in one frame, in the first of 3 x 4 places
    visual, visual_st = visual_features(frames, 3)
    moving = visual[:, 27:]
    assert not moving[np.arange(len(moving)) != FRAMES].any()
    share = 24 * 24 / (HEIGHT * WIDTH)
    assert moving[FRAMES, 4 * 25] == pytest.approx(4 * np.sqrt(share))  # red of 5 x 5 x 5 colours
    assert moving[FRAMES, -12:].tolist() == pytest.approx([4 * np.sqrt(share), *[0] * 11])
    assert visual_st[1].any()
    assert not visual_st[[0, 2]].any()


def test_broken_file(folder):
    path = folder / "broken.mp4"
    path.write_bytes(b"not a video")
    with pytest.raises(InputError, match=r"broken\.mp4: expected an MP4 file"):
        extract(path)


def test_missing_file(folder):
    with pytest.raises(InputError, match=r"absent\.mp4"):
        extract(folder / "absent.mp4")


def test_no_sound(folder, clip):
    silent = encode(folder / "silent.mp4", "-i", str(clip), "-an", "-c", "copy")
    with pytest.raises(InputError, match=r"silent\.mp4"):
        extract(silent)


def test_no_picture(folder, clip):
    blind = encode(folder / "blind.m4a", "-i", str(clip), "-vn", "-c", "copy")
    with pytest.raises(InputError, match=r"blind\.m4a"):
        extract(blind)
