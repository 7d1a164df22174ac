"""Videos as they are played: playheads, pictures and sound against time, coding, the same bytes again."""

import threading
from dataclasses import replace

import av
import numpy as np
import pytest
import yaml

from leap_core.data import media
from leap_core.errors import InputError
from leap_core.extract.clip import Stopped
from leap_core.figures.recipe import Places, Window
from leap_core.video.places import LAYOUTS
from leap_core.video.recipe import parse_recipe
from leap_core.video.write import make, render
from tests.demo_fixture import BITS, CLIPS, FRAMES_A_SECOND, SHOWCASE, WITHOUT_VIDEO, make_video

MOMENT = Window(3, 5)


@pytest.fixture(scope="module")
def seen(film, plain):
    """Two seconds of a dark slide."""
    return film(replace(plain, layout="slide", theme="dark", range=MOMENT))


@pytest.fixture(scope="module")
def slowed(film, plain):
    """The same at half its speed, twice."""
    return film(replace(plain, layout="square", range=MOMENT, slow=0.5, repeat=2))


def heads(seen) -> np.ndarray:
    """Where the playhead of the widest track is in each frame, seconds of the clip: the lightest column."""
    track = max(seen.video.page.tracks, key=lambda track: track.width)
    rows = slice(round(track.y) + 1, round(track.y + track.height) - 1)
    part = seen.frames[:, rows, round(track.x) : round(track.x + track.width) + 1].astype(float).sum(axis=3)
    still = seen.video.page.pixels[rows, round(track.x) : round(track.x + track.width) + 1].sum(axis=2)
    apart = np.abs(part - still).mean(axis=1)  # (frames, columns)
    columns = np.arange(apart.shape[1])
    near = np.where(apart > 0.5 * apart.max(axis=1, keepdims=True), apart, 0)
    return (near * columns).sum(axis=1) / near.sum(axis=1) / track.width * seen.video.played.total


def numbers(seen) -> list[int]:
    """The number that the picture of each frame has in its upper stripe."""
    (box,) = seen.video.page.pictures
    y, x = int(box.y + box.height / 8), (box.x + (np.arange(BITS) + 0.5) * box.width / BITS).astype(int)
    bits = seen.frames[:, y, x].mean(axis=2) > 128
    return (bits @ (1 << np.arange(BITS))).tolist()


def test_the_playhead_is_where_time_is_within_a_frame(seen):
    wanted = 3 + np.arange(2 * FRAMES_A_SECOND) / FRAMES_A_SECOND
    assert np.abs(heads(seen) - wanted).max() < 1 / FRAMES_A_SECOND


def test_pictures_are_those_of_the_moment(seen):
    assert numbers(seen) == [*range(3 * FRAMES_A_SECOND, 5 * FRAMES_A_SECOND)]


def test_slowed_down_each_picture_stays_twice_as_long_and_all_of_it_comes_again(slowed):
    once = np.repeat(np.arange(3 * FRAMES_A_SECOND, 5 * FRAMES_A_SECOND), 2).tolist()
    assert numbers(slowed) == once * 2
    wanted = 3 + np.tile(np.arange(4 * FRAMES_A_SECOND) / FRAMES_A_SECOND / 2, 2)
    assert np.abs(heads(slowed) - wanted).max() < 1 / FRAMES_A_SECOND


def chirp(path, seconds: float):
    """A video whose sound rises all the time: no part of it is like another."""
    import subprocess

    import imageio_ffmpeg

    source = make_video(path.with_name("silent.mp4"), tone=300)
    rising = f"aevalsrc=0.4*sin(2*PI*(200*t+80*t*t)):d={seconds}:s=44100"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", str(source), "-f", "lavfi"]
    command += ["-i", rising, "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", str(path)]
    subprocess.run(command, check=True)


@pytest.fixture
def data(demo, tmp_path):
    """The data set without its videos."""
    data = tmp_path / "data"
    (data / "clips").mkdir(parents=True)
    for path in demo.iterdir():
        if path.name != "clips":
            (data / path.name).symlink_to(path)
    return data


def test_sound_is_aligned_with_that_of_the_clip(film, plain, data):
    chirp(data / "clips" / f"{SHOWCASE}.mp4", 10)
    made = film(replace(plain, data=str(data), layout="slide", range=MOMENT))
    source = media.sound(data / "clips" / f"{SHOWCASE}.mp4", 10)
    played = made.sound(2)
    wanted = source[3 * media.RATE : 5 * media.RATE]
    spectrum = np.fft.rfft(played, 2**18) * np.conj(np.fft.rfft(wanted, 2**18))
    together = np.fft.irfft(spectrum)
    lag = int(np.argmax(together))
    lag = lag - 2**18 if lag > 2**17 else lag
    assert abs(lag) / media.RATE < 0.005  # a frame lasts 0.083 s
    assert together.max() > 0.9 * np.sqrt((played**2).sum() * (wanted**2).sum())


def test_slowed_down_sound_keeps_its_pitch_and_is_twice_as_long(slowed):
    played = slowed.sound(8)
    for part in (slice(0, 4 * media.RATE), slice(4 * media.RATE, 8 * media.RATE)):
        spectrum = np.abs(np.fft.rfft(played[part] * np.hanning(4 * media.RATE)))
        assert np.argmax(spectrum) / 4 == pytest.approx(330, abs=2)  # as the clip sounds
    loud = np.abs(played.reshape(8, -1)).mean(axis=1)  # a second each
    assert loud.min() > 0.5 * loud.max()


def test_how_it_is_coded(seen, slowed):
    for film, size, seconds in ((seen, (1440, 1080), 2), (slowed, (1080, 1080), 8)):
        content = film.files["clip.mp4"]
        assert 0 < content.index(b"moov") < content.index(b"mdat")
        with av.open(str(film.path)) as file:
            (picture,), (heard,) = file.streams.video, file.streams.audio
            context = picture.codec_context
            assert (context.name, context.pix_fmt, context.width, context.height) == (
                "h264",
                "yuv420p",
                *size,
            )
            assert heard.codec_context.name == "aac" and picture.average_rate == FRAMES_A_SECOND
            assert picture.frames == seconds * FRAMES_A_SECOND


def test_the_same_recipe_gives_the_same_bytes(seen, demo):
    text = seen.files["clip.mp4.yaml"].decode()
    assert yaml.safe_load(text)["stores"]
    assert render(make(parse_recipe(text), places=Places(data=demo)), "clip.mp4") == seen.files


def test_a_silent_film_is_a_silent_video(film, plain, demo, data):
    with (
        av.open(str(demo / "clips" / f"{SHOWCASE}.mp4")) as file,
        av.open(str(data / "clips" / f"{SHOWCASE}.mp4"), "w") as out,
    ):
        stream = out.add_stream_from_template(file.streams.video[0])
        for packet in file.demux(file.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    made = film(replace(plain, data=str(data), layout="slide", range=Window(3, 3.5)))
    with av.open(str(made.path)) as read:
        assert not read.streams.audio and read.streams.video[0].frames == 6


def test_who_stops_it_gets_nothing_and_nothing_is_left(plain, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    stopped, heard = threading.Event(), []

    def hear(done: int, total: int) -> None:
        heard.append((done, total))
        if done == 3:
            stopped.set()

    with pytest.raises(Stopped):
        render(make(replace(plain, layout="square", range=MOMENT)), "clip.mp4", hear, stopped)
    assert heard == [(n, 24) for n in range(4)] and not [*tmp_path.iterdir()]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_layout_draws_what_it_is_for(plain, layout, theme):
    clips = CLIPS[:4] if layout == "grid" else plain.clips
    page = make(replace(plain, clips=clips, layout=layout, theme=theme)).page
    width, height = LAYOUTS[layout].pixels
    assert page.pixels.shape == (height, width, 3) and len(page.pictures) == len(clips)
    for box in (*page.pictures, *page.tracks):
        assert box.x >= 0 and box.x + box.width <= width and box.y >= 0 and box.y + box.height <= height
    for box in page.pictures:  # nothing is drawn where they play
        part = page.pixels[int(box.y) : int(box.y + box.height), int(box.x) : int(box.x + box.width)]
        assert (part == page.paper).all()
        assert box.width / box.height == pytest.approx(4 / 3, abs=0.02)
    dark = page.pixels.mean() < 128
    assert dark == (theme == "dark")


def test_side_by_side_each_side_has_its_run_alone(plain):
    page = make(replace(plain, layout="pair")).page
    middle = page.pixels.shape[1] / 2
    left = [track for track in page.tracks if track.x < middle]
    right = [track for track in page.tracks if track.x >= middle]
    assert [t.y for t in left] == [t.y for t in right] and len(left) >= 8
    assert [t.height for t in left] == [t.height for t in right]


def test_what_is_not_played_is_faded(plain):
    whole = make(replace(plain, layout="square")).page
    part = make(replace(plain, layout="square", range=MOMENT)).page
    track = max(whole.tracks, key=lambda track: track.width)
    y, x = round(track.y + 3), [round(track.x + share * track.width) for share in (0.1, 0.45, 0.9)]
    changed = [(whole.pixels[y - 2 : y + 3, c] != part.pixels[y - 2 : y + 3, c]).any() for c in x]
    assert changed == [True, False, True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"clips": CLIPS[:2]}, "the layout landscape is of 1 clip, found 2"),
        ({"layout": "grid"}, "the layout grid is of 2 to 4 clips, found 1"),
        ({"layout": "pair", "runs": ()}, "of 2 runs side by side, found 0"),
        ({"clips": (WITHOUT_VIDEO,)}, f"expected a video of {WITHOUT_VIDEO}"),
        ({"clips": ("nobody",)}, "has no clip nobody"),
        ({"range": Window(9.95, 12)}, "expected at least 0.1 s within 10 s, found 9.95 to 12 s"),
        ({"layout": "grid", "clips": CLIPS[:4], "rows": "all"}, None),  # bars have the rows that are found
        (
            {"layout": "square", "rows": "all", "maps": ("Y", "A", "S", "Wt", "Wm", "P", "D")},
            "more rows than",
        ),
        ({"title": "\u4e2d"}, "its fonts have no sign for"),
    ],
)
def test_what_cannot_be_shown_is_named(plain, change, message):
    if message is None:
        assert make(replace(plain, **change)).page.pictures
        return
    with pytest.raises(InputError, match=message):
        make(replace(plain, **change))
