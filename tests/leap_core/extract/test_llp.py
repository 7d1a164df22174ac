"""Recipe `llp`: which frames it takes, what the networks see of them; cli/test_extract.py runs all of it."""

import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from leap_core.errors import InputError
from leap_core.extract import extract_features, probe
from leap_core.extract.recipes.llp import frames_at, load_frames, middle, small
from leap_core.extract.video import Video
from tests.demo_fixture import HEIGHT, WIDTH, make_video
from tests.leap_core.data.test_media import numbers


def test_frames_by_hand():
    # 80 of 100: round(99 i / 79); i = 1: 1.25, 2: 2.51, 3: 3.76, 39: 48.87, 78: 97.75
    at = frames_at(100, 10)
    assert len(at) == 80 and at[[0, 1, 2, 3, 39, 78, 79]].tolist() == [0, 1, 3, 4, 49, 98, 99]
    assert frames_at(80, 10).tolist() == [*range(80)]
    assert frames_at(1, 1).tolist() == [0] * 8
    assert frames_at(24, 2).tolist() == [round(23 * i / 15) for i in range(16)]  # none is half-way


def test_frames_of_a_file_are_those_of_the_released_scripts(tmp_path):
    """Of JPEGs as ffmpeg leaves them in a folder, those at round(linspace); each shows its number, of 120."""
    video = probe(make_video(tmp_path / "clip.mp4", tone=440))
    frames = load_frames(video, 10)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", video.path, "-r", "8"]
    subprocess.run([*map(str, command), str(tmp_path / "%06d.jpg")], check=True)
    files = sorted(tmp_path.glob("*.jpg"))
    chosen = [files[i] for i in np.round(np.linspace(0, len(files) - 1, 80)).astype(int)]
    assert len(frames) == 80 and frames[0].size == (WIDTH, HEIGHT)
    for ours, theirs in zip(frames, chosen, strict=True):
        assert (np.asarray(ours) == np.asarray(Image.open(theirs))).all()
    found = np.array(numbers(np.stack([np.asarray(frame) for frame in frames])))
    assert (found[0], found[-1]) == (0, 119) and (np.diff(found) >= 1).all()
    assert np.abs(found / 12 - np.arange(80) / 8).max() < 0.25  # seconds: ffmpeg's first frames come early
    first = [np.asarray(frame) for frame in load_frames(video, 3)]  # cut to its first three seconds
    assert len(first) == 24 and 32 <= numbers(np.stack(first))[-1] <= 36
    held = [np.asarray(frame) for frame in load_frames(video, 11)]
    assert len(held) == 88 and numbers(np.stack(held))[-6:] == [119] * 6


def test_a_picture_that_is_not_there_is_black(tmp_path):
    frames = load_frames(Video(tmp_path / "none.wav", 2.0, True, False, False), 2)
    assert len(frames) == 16 and not np.asarray(frames[7]).any()


def test_what_the_networks_see():
    frame = Image.new("RGB", (512, 300), (51, 102, 255))  # 0.2, 0.4, 1.0 of full
    frame.paste((255, 0, 0), (0, 0, 40, 300))  # a red stripe that the crop leaves out: 40 of 512 pixels
    # at 256 / 300 the stripe ends at 34.1 of 436, the middle 224 begin at 106
    seen = middle(frame)
    assert (seen.shape, seen.dtype) == ((3, 224, 224), np.float32)
    expected = [(0.2 - 0.485) / 0.229, (0.4 - 0.456) / 0.224, (1 - 0.406) / 0.225]
    np.testing.assert_allclose(seen, np.array(expected)[:, None, None] * np.ones((3, 224, 224)), atol=1e-5)
    seen = small(frame)
    assert seen.shape == (3, 112, 112)
    expected = [(0.2 - 0.43216) / 0.22803, (0.4 - 0.394666) / 0.22145, (1 - 0.37645) / 0.216989]
    np.testing.assert_allclose(seen[:, 50, 60], expected, atol=1e-5)
    assert seen[0, 50, 3] == pytest.approx((1 - 0.43216) / 0.22803, abs=1e-5)  # the stripe is 8.75 wide


def test_weights_are_asked_for_before_the_video_is_read(tmp_path):
    with pytest.raises(
        InputError, match=r"recipe llp: expected the weights of .* Name their folder: --weights"
    ):
        extract_features(tmp_path / "absent.mp4", "llp")
    with pytest.raises(InputError, match="the recipe compact needs no weights"):
        extract_features(tmp_path / "absent.mp4", "compact", tmp_path)
