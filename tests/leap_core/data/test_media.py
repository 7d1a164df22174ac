"""Frames at the right moments, tones at the right place, and files that lack what is asked of them."""

import subprocess
from fractions import Fraction

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leap_core.data.media import (
    BANDS,
    FLOOR_DB,
    HIGH_HZ,
    LINEAR_BANDS,
    LOW_HZ,
    RATE,
    SAME_BYTES,
    frame_seconds,
    frame_strip,
    linear_filters,
    mel_filters,
    sound,
    spectrogram,
    waveform,
)
from leap_core.errors import InputError
from tests.demo_fixture import BITS, make_sound, make_video

SECONDS = 10  # of the clip made


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """Twelve frames a second that carry their numbers, and a tone of 440 Hz at an eighth of full scale."""
    return make_video(tmp_path_factory.mktemp("media") / "clip.mp4", tone=440)


def numbers(strip: np.ndarray) -> list[int]:
    """The numbers that frames carry: BITS blocks of black or white in the top quarter, lowest bit first."""
    width = strip.shape[2] // BITS
    white = strip[:, 8, width // 2 :: width, 0] > 127
    return (white @ (1 << np.arange(BITS))).tolist()


def test_strip_shows_the_frame_at_the_middle_of_each_segment(clip):
    strip = frame_strip(clip, 10, 1.0)
    assert (strip.shape, strip.dtype) == ((10, 96, 128, 3), np.uint8)
    # the middle of second t is t + 0.5, where frame 12 t + 6 starts
    assert numbers(strip) == [6, 18, 30, 42, 54, 66, 78, 90, 102, 114]


def test_strip_of_other_parts(clip):
    # parts of 0.7 s: middles 0.35, 1.05, 1.75, 2.45 s; frames 4.2, 12.6, 21, 29.4 of twelve a second
    assert numbers(frame_strip(clip, 4, 0.7)) == [4, 12, 21, 29]
    # the same from 2.6 s on: middles 2.95, 3.65, 4.35, 5.05 s; frames 35.4, 43.8, 52.2, 60.6
    assert numbers(frame_strip(clip, 4, 0.7, onset=2.6)) == [35, 43, 52, 60]


def test_strip_of_a_file_that_ends_early_repeats_its_last_frame(clip):
    assert numbers(frame_strip(clip, 12, 1.0))[-3:] == [114, 119, 119]


def test_a_tone_is_as_high_and_as_loud_as_it_is(clip):
    samples = sound(clip, SECONDS)
    assert (samples.shape, samples.dtype) == ((SECONDS * RATE,), np.float32)
    low, high = waveform(samples, 100)[10:90].T  # AAC fades in and out
    np.testing.assert_allclose((low, high), (np.full(80, -0.125), np.full(80, 0.125)), atol=0.01)
    mel = spectrogram(samples, 50, mel_filters())
    # Band b peaks at edge b + 1 of 66 from 50 to 15,000 Hz on the mel scale; 440 Hz is 549.6 mel, 50 Hz is
    # 77.8 and 15,000 Hz is 3,504.4, so 440 Hz lies at 65 (549.6 - 77.8) / 3,426.6 = 8.95: band 8.
    assert (mel.argmax(axis=0)[5:45] == 8).all()
    assert mel.shape == (BANDS, 50) and mel.max() == 0 and mel.min() >= FLOOR_DB


def test_sound_is_padded_with_silence_and_cut(clip):
    samples = sound(clip, 11)
    assert len(samples) == 11 * RATE and (samples[-RATE // 2 :] == 0).all()
    np.testing.assert_array_equal(sound(clip, 2), samples[: 2 * RATE])


def test_sound_that_starts_late_is_silent_until_then(clip, tmp_path):
    late = tmp_path / "late.mp4"
    tracks = ["-i", clip, "-itsoffset", "3", "-i", clip, "-map", "0:v", "-map", "1:a", "-c", "copy", late]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *map(str, tracks)], check=True)
    first = np.flatnonzero(np.abs(sound(late, SECONDS)) > 0.1)[0]
    assert first / RATE == pytest.approx(3, abs=0.05)  # AAC fades in


def test_waveform_by_hand():
    samples = np.array([0.0, 0.5, -0.25, 0.125, 1.0, -1.0])
    assert waveform(samples, 3).tolist() == [[0, 0.5], [-0.25, 0.125], [-1, 1]]
    assert waveform(samples, 2).tolist() == [[-0.25, 0.5], [-1, 1]]


@given(st.floats(200, 14_000))
def test_a_sine_is_loudest_in_the_band_of_its_frequency(hertz):
    samples = np.sin(2 * np.pi * hertz * np.arange(RATE // 4) / RATE)
    mel = spectrogram(samples, 3, mel_filters())[:, 1].argmax()
    edges = np.linspace(*(2595 * np.log10(1 + f / 700) for f in (LOW_HZ, HIGH_HZ)), BANDS + 2)
    assert edges[mel] <= 2595 * np.log10(1 + hertz / 700) <= edges[mel + 2]
    linear = spectrogram(samples, 3, linear_filters())
    width = RATE / 2 / LINEAR_BANDS  # 125 Hz; a band's four bins begin half a bin, 16 Hz, below it
    assert abs(linear[:, 1].argmax() - (hertz + 16) / width + 0.5) <= 0.5 + 0.05
    far = np.abs((np.arange(LINEAR_BANDS) + 0.5) * width - hertz) > 300
    assert (linear[far, 1] < -60).all()  # so far aside a Hann window leaves nothing


def test_linear_bands_are_of_four_bins_each():
    filters = linear_filters()
    assert filters.shape == (513, LINEAR_BANDS) and (filters.sum(axis=0) == 4).all()
    assert filters[:512].argmax(axis=1).tolist() == [b for b in range(128) for _ in range(4)]


def test_silence_is_the_floor():
    assert (spectrogram(np.zeros(RATE), 7, mel_filters()) == FLOOR_DB).all()


def test_each_column_is_of_its_own_time():
    samples = np.zeros(RATE)
    samples[RATE // 2 :] = np.random.default_rng(0).normal(0, 0.1, RATE // 2)
    mel = spectrogram(samples, 10, mel_filters())
    assert (mel[:, :4] == FLOOR_DB).all() and (mel[:, 6:] > -40).all()


def test_no_sound_falls_between_windows():
    columns, length = 100, 12_800  # 25 windows a column, 512 samples apart
    samples = np.zeros(columns * length)
    samples[np.arange(columns) * (length + 127)] = 1  # one click a column, each time 127 samples further in
    # the worst place for one is between two columns: half a window's height in each, a quarter of its power;
    # the best, under a window's peak, cannot be above 1 + 1/4
    assert spectrogram(samples, columns, mel_filters()).max(axis=0).min() > 10 * np.log10(0.25 / 1.25) - 0.1


def test_mel_filters_are_triangles_between_neighbours():
    filters = mel_filters()
    hertz = np.fft.rfftfreq(1024, 1 / RATE)
    assert filters.shape == (513, BANDS)
    assert (filters[(hertz <= LOW_HZ) | (hertz >= HIGH_HZ)] == 0).all()
    peaks = hertz[filters.argmax(axis=0)]
    assert (np.diff(peaks[20:]) > 0).all()


def test_sound_alone_and_picture_alone(clip, tmp_path):
    alone = make_sound(clip, tmp_path / "alone.wav")
    low, high = waveform(sound(alone, SECONDS), 100)[10:90].T
    np.testing.assert_allclose((low, high), (np.full(80, -0.125), np.full(80, 0.125)), atol=0.01)
    with pytest.raises(InputError, match=r"alone\.wav: expected a file with a picture \(Output"):
        frame_strip(alone, 10, 1.0)


def test_broken_files_are_named(tmp_path):
    path = tmp_path / "broken.mov"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match=r"broken\.mov: expected a file with a picture"):
        frame_strip(path, 10, 1.0)
    with pytest.raises(InputError, match=r"broken\.mov: expected a file with sound"):
        sound(path, 10)


@pytest.mark.parametrize(("suffix", "expected"), [("mp4", "an MP4 file"), ("wav", "a whole WAV file")])
def test_half_a_file_is_refused_and_not_drawn_as_if_it_were_all(clip, tmp_path, suffix, expected):
    path = clip if suffix == "mp4" else make_sound(clip, tmp_path / "clip.wav")
    half = tmp_path / f"half.{suffix}"
    for kept in (2, 4 / 3):
        half.write_bytes(path.read_bytes()[: int(path.stat().st_size / kept)])
        for read in (lambda: sound(half, 10), lambda: frame_strip(half, 10, 1.0)):
            with pytest.raises(InputError, match=rf"half\.{suffix}: expected {expected}"):
                read()


def test_a_wav_file_that_was_streamed_does_not_say_where_it_ends(clip, tmp_path):
    path = make_sound(clip, tmp_path / "clip.wav")
    content = bytearray(path.read_bytes())
    place = content.index(b"data") + 4
    content[place : place + 4] = b"\xff" * 4
    (tmp_path / "streamed.wav").write_bytes(content)
    np.testing.assert_array_equal(sound(tmp_path / "streamed.wav", 10), sound(path, 10))


def test_metadata_in_another_encoding_does_no_harm(clip, tmp_path):
    path = encoded(clip, tmp_path / "named.mp4", "-metadata", "title=Cafe", "-c", "copy")
    path.write_bytes(path.read_bytes().replace(b"Cafe", b"Caf\xe9"))
    assert frame_seconds(path) == frame_seconds(clip)


def encoded(clip, path, *options: str):
    """The clip in another form."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-v", "error", "-i", str(clip), *options, str(path)]
    subprocess.run(command, check=True)
    return path


@pytest.mark.parametrize("rate", ["12", "7.5", "30000/1001"])
@pytest.mark.parametrize("layout", ["+faststart", "+frag_keyframe+empty_moov"])
def test_frame_length_is_exact(clip, tmp_path, rate, layout):
    path = encoded(clip, tmp_path / "other.mp4", "-r", rate, "-movflags", layout)
    assert frame_seconds(path) == float(1 / Fraction(rate))


def test_sound_alone_has_no_frames(clip, tmp_path):
    assert frame_seconds(make_sound(clip, tmp_path / "alone.mp4")) is None


def test_a_cover_is_no_video(clip, tmp_path):
    cover = encoded(clip, tmp_path / "cover.png", "-frames:v", "1")
    streams = ("-map", "0:a", "-map", "1:v", "-c", "copy", "-disposition:v", "attached_pic")
    assert frame_seconds(encoded(clip, tmp_path / "cover.mp4", "-i", str(cover), *streams)) is None


@pytest.mark.parametrize("keep", [0, 7, 40, 2000, -1])
def test_a_clip_cut_short_is_an_input_error(clip, tmp_path, keep):
    path = tmp_path / "cut.mp4"
    path.write_bytes(clip.read_bytes()[:keep])
    with pytest.raises(InputError, match="expected an MP4 file with a track of video or sound"):
        frame_seconds(path)


def test_a_playlist_that_calls_itself_mp4_is_not_followed(clip, tmp_path):
    path = tmp_path / "list.mp4"
    path.write_text(f"ffconcat version 1.0\nfile {clip}\n")
    with pytest.raises(InputError, match="expected an MP4 file"):
        frame_seconds(path)


def test_x264_gives_the_same_whatever_was_in_memory():
    def made(filled):
        line = "-v error -f lavfi -i testsrc2=s=160x120:r=10:d=1 -c:v libx264 -pix_fmt yuv420p"
        words = [imageio_ffmpeg.get_ffmpeg_exe(), *line.split(), *SAME_BYTES, "-f", "mpegts", "-"]
        environment = {"MALLOC_PERTURB_": str(filled)}
        return subprocess.run(words, capture_output=True, check=True, env=environment).stdout

    assert made(0) == made(85) == made(170) != b""
