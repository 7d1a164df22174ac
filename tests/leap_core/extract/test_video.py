"""Which files are meant, what they have, and files that are broken or lead elsewhere."""

import shutil

import pytest

from leap_core.errors import InputError
from leap_core.extract import find, probe
from leap_core.extract.video import Video
from tests.leap_core.extract.conftest import X264, encode, pattern, tone


def test_what_files_have(videos):
    found = {path.stem: probe(path) for path in find([videos])}
    assert list(found) == ["both", "heard", "mute"]
    assert [(v.heard, v.seen, v.plays) for v in found.values()] == [
        (True, True, True),
        (True, False, False),
        (False, True, False),
    ]
    assert [v.seconds for v in found.values()] == pytest.approx([2, 1.8, 2.3], abs=0.06)
    assert [v.segments for v in found.values()] == [2, 2, 2]


@pytest.mark.parametrize(("seconds", "segments"), [(0.04, 1), (1.49, 1), (1.5, 2), (9.97, 10), (10.5, 11)])
def test_lengths_are_rounded(videos, seconds, segments):
    assert Video(videos, seconds, True, True, True).segments == segments


def test_a_file_named_twice_is_one(videos):
    both = videos / "both.mp4"
    assert find([both, videos, both]) == find([videos])


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a b.mp4", "good.mp4"], r"letters, digits, dots, - and _ before the ending, found 'a b'\. Rename"),
        (["a.mp4", "a.mkv"], r"'a' would be the name of 2 clips: .*a\.mkv.*a\.mp4|a\.mp4.*a\.mkv"),
        ([f"{'x' * 201}.mp4"], "names of at most 200 letters"),
        ([".hidden.mp4", "notes.txt"], r"expected files of video or sound \(\.mp4"),
    ],
)
def test_names_that_clips_cannot_have(tmp_path, names, message):
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(InputError, match=message):
        find([tmp_path])


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"absent\.mp4: expected a file of video or sound"):
        probe(find([tmp_path / "absent.mp4"])[0])


@pytest.mark.parametrize("name", ["cut.mp4", "cut.mkv", "cut.avi", "cut.mov"])
def test_a_file_that_is_cut_short(tmp_path, name):
    whole = encode(tmp_path / f"whole{name[3:]}", pattern(5), tone(5), X264)
    (tmp_path / name).write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    assert probe(whole).segments == 5
    with pytest.raises(InputError, match=rf"{name}: (it ends after|expected an? (MP4 )?file)"):
        probe(tmp_path / name)


def test_a_file_that_leads_to_others_is_not_followed(videos, tmp_path):
    target = shutil.copy(videos / "both.mp4", tmp_path)
    for name, text in {
        "concat.mkv": "ffconcat version 1.0\nfile both.mp4\n",
        "list.avi": f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{target}\n#EXT-X-ENDLIST\n",
        "text.webm": "text",
        "empty.wav": "",
    }.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match=rf"{name}: expected"):
            probe(tmp_path / name)


def test_too_long(monkeypatch, videos):
    monkeypatch.setattr("leap_core.extract.video.MOST_SECONDS", 1)
    with pytest.raises(InputError, match=r"both\.mp4: expected at most 1 s, found 2 s"):
        probe(videos / "both.mp4")
