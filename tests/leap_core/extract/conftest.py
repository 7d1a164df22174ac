"""Videos of two seconds: with picture and sound, mute in another container, and sound alone."""

import subprocess

import imageio_ffmpeg
import pytest

from tests.tiny_dataset import make_dataset


def encode(path, *options):
    """What ffmpeg makes; words of an option are apart."""
    words = " ".join(options).split()
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *words, str(path)], check=True)
    return path


def pattern(seconds=2, rate=12, size="64x48"):
    return f"-f lavfi -i testsrc=size={size}:rate={rate}:duration={seconds}"


def tone(seconds=2):
    return f"-f lavfi -i sine=frequency=440:duration={seconds}"


X264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"


@pytest.fixture(scope="session")
def videos(tmp_path_factory):
    """The folder; not to be changed."""
    folder = tmp_path_factory.mktemp("own") / "videos"
    folder.mkdir()
    encode(folder / "both.mp4", pattern(), tone(), X264)
    encode(folder / "mute.mkv", pattern(2.3, 25, "63x47"), "-c:v mpeg4")
    encode(folder / "heard.wav", tone(1.8))
    return folder


@pytest.fixture
def tiny(tmp_path):
    """A data set that was not extracted, free to change."""
    return make_dataset(tmp_path / "tiny")
