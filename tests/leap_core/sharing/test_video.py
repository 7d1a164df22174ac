"""Videos without tags, and videos made smaller where a site has no place for them."""

import av
import numpy as np
import pytest

from leap_core.data.media import ffmpeg, frame_seconds, frame_strip, sound
from leap_core.errors import InputError
from leap_core.sharing.video import MB, fit, seconds_of, without_tags
from tests.demo_fixture import T, make_video


@pytest.fixture(scope="module")
def tagged(tmp_path_factory):
    """A video with tags of the file and of its tracks, and noise in its picture."""
    folder = tmp_path_factory.mktemp("tagged")
    plain, path = make_video(folder / "plain.mp4", tone=330), folder / "clip.mp4"
    tags = [w for tag in ("artist=Ada L.", "comment=lab 7", "location=+51+000/") for w in ("-metadata", tag)]
    more = ["-metadata:s:v", "handler_name=Ada L.", "-metadata:s:a", "language=fra"]
    noise = ["-vf", "noise=alls=60:allf=t", "-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"]
    result = ffmpeg(plain, *noise, "-c:a", "copy", *tags, *more, "-movflags", "use_metadata_tags", str(path))
    assert result.returncode == 0
    assert b"Ada L." in path.read_bytes()
    return path


def test_tags_are_gone_and_nothing_else(tagged, tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(without_tags(tagged))
    assert not [tag for tag in (b"Ada L.", b"lab 7", b"+51+000", b"Lavf") if tag in path.read_bytes()]
    with av.open(path) as file:
        assert not {*file.metadata} - {"major_brand", "minor_version", "compatible_brands"}
        assert [stream.metadata.get("language", "und") for stream in file.streams] == ["und", "und"]
    assert frame_seconds(path) == frame_seconds(tagged)
    np.testing.assert_array_equal(frame_strip(path, T, 1.0), frame_strip(tagged, T, 1.0))
    np.testing.assert_array_equal(sound(path, T), sound(tagged, T))
    assert without_tags(tagged) == path.read_bytes()


def test_nothing_is_encoded_anew_where_there_is_place(tagged, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(tagged.read_bytes())
    assert fit(tmp_path, 50) == ()
    assert (tmp_path / "clip.mp4").read_bytes() == tagged.read_bytes()


def test_a_video_is_made_as_small_as_there_is_place_for(tagged, tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(tagged.read_bytes())
    (tmp_path / "index.html").write_bytes(b"x" * 100_000)
    most = (0.3 * tagged.stat().st_size + 100_000) / MB
    assert fit(tmp_path, most) == ("clip.mp4",)
    assert path.stat().st_size + 100_000 <= most * MB
    assert frame_seconds(path) == frame_seconds(tagged) and seconds_of(path) == pytest.approx(T, abs=0.1)
    before, after = (frame_strip(p, T, 1.0).astype(float) for p in (tagged, path))
    assert np.abs(before - after).mean() < 40  # the same picture, second by second


def test_what_is_too_large_is_listed(tagged, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(tagged.read_bytes())
    (tmp_path / "index.html").write_bytes(b"x" * 400_000)
    with pytest.raises(InputError, match=r"expected at most 0.3 MB, .*index.html 0.40 MB"):
        fit(tmp_path, 0.3)


def test_what_is_no_video_is_said(tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"clip.mp4: expected a video or sound"):
        without_tags(tmp_path / "clip.mp4")
