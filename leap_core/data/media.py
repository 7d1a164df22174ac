"""Pictures and sound of a clip as arrays, decoded by the ffmpeg that imageio_ffmpeg brings; its frame length.

Frames are those on show at a moment, as a player would have them.  Mel bands are triangular and evenly spaced
on the mel scale (2595 log10(1 + f / 700)); linear bands are as wide as each other.

Shapes: n samples, W columns, M bands, F bins of a spectrum.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Generator
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from leap_core.errors import InputError

RATE = 32_000  # samples a second
WINDOW = 1024  # samples of a spectrum
BANDS, LOW_HZ, HIGH_HZ = 64, 50, 15_000  # of the mel scale
FORMATS = (  # of files, by ffmpeg's names: none that leads to other files, as playlists do
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,flv,asf,wav,mp3,flac,aac"
)
# By AVX-512 the macroblock tree of x264 (core 165) reads memory that it never wrote: without this option the
# same frames come out otherwise once in some hundred times.
SAME_BYTES = ("-mbtree", "0")
SAFE = {"protocol_whitelist": "file", "format_whitelist": FORMATS}  # how ffmpeg opens what others made
_STREAMED = 2**32 - 1  # bytes that a WAV file says it has where its writer could not know
LINEAR_BANDS = 128  # from nothing to half the rate
FLOOR_DB = -80.0  # below the loudest, counted as silence


def frame_strip(
    path: Path, parts: int, part_seconds: float, height: int = 96, onset: float = 0
) -> np.ndarray:
    """The frame at the middle of each of `parts` stretches: uint8 (parts, height, width, 3).

    The first begins at `onset` seconds.
    A file that ends early repeats its last frame.  Raises InputError where there is no picture.
    """
    held = "tpad=stop_mode=clone:stop=-1"  # the last frame for ever
    moments = f"{held},setpts=PTS-{onset + part_seconds / 2}/TB,fps=1/{part_seconds}:start_time=0:round=up"
    size = f"scale=w=trunc({height}*dar/2)*2:h={height}:flags=area"
    images = decode(path, "a picture", "-an", "-vf", f"{moments},{size}", "-frames:v", str(parts), *_PPM)
    header = images[: images.index(b"255\n") + 4]  # P6, width and height, largest value
    width = int(header.split()[1])
    frames = np.frombuffer(images, np.uint8).reshape(-1, len(header) + 3 * width * height)
    return frames[:, len(header) :].reshape(parts, height, width, 3)


def stream(
    path: Path, size: tuple[int, int], rate: float, onset: float = 0, speed: float = 1
) -> Generator[np.ndarray, None, None]:
    """The frames on show from `onset` seconds on, `rate` a second, one by one: uint8 (height, width, 3) each.

    `size` is width and height, `speed` how many seconds of the file pass in one.  After the last frame it is
    given for ever.  Raises InputError where there is no picture.
    """
    moments = f"tpad=stop_mode=clone:stop=-1,setpts=(PTS-{onset}/TB)/{speed},fps={rate}:start_time=0:round=up"
    filters = f"{moments},scale={size[0]}:{size[1]}:flags=bicubic"
    check_whole(path)
    command = _command(path, "-an", "-vf", filters, "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            while len(frame := process.stdout.read(3 * size[0] * size[1])) == 3 * size[0] * size[1]:
                yield np.frombuffer(frame, np.uint8).reshape(size[1], size[0], 3)
        finally:
            process.kill()
    raise InputError(path, "expected a file with a picture", "Give a file ffmpeg can read.")


def frame_seconds(path: Path) -> float | None:
    """Seconds a frame of an MP4's first video track lasts, by its index; None where there is sound alone.

    Seeking to exact frames needs it, and browsers do not tell.  Raises InputError where the file has neither
    or is cut short.
    """
    import av  # 80 ms, which the app's start can do without
    from av.error import FFmpegError
    from av.stream import Disposition

    try:
        with av.open(path, format="mp4", metadata_errors="replace") as file:
            pictures = [s for s in file.streams.video if not s.disposition & Disposition.attached_pic]
            last = [s.index_entries[-1] for s in (*pictures, *file.streams.audio)]
            rate = pictures[0].average_rate if pictures else None
            if last and max(entry.pos + entry.size for entry in last) <= file.size and (rate or not pictures):
                return float(1 / rate) if rate else None
    except (FFmpegError, IndexError):  # no MP4; or a track without a frame
        pass
    raise InputError(path, "expected an MP4 file with a track of video or sound", "Encode the clip again.")


def check_whole(path: Path) -> None:
    """Raise InputError where the file of a clip ends before it says: ffmpeg would give what is there.

    An MP4 has an index of its tracks, a WAV file says how long its sound is.
    """
    if path.suffix == ".mp4":
        frame_seconds(path)
    elif path.suffix == ".wav" and not _wav_is_whole(path):
        raise InputError(path, "expected a whole WAV file, found one that is cut short", "Copy it again.")


def _wav_is_whole(path: Path) -> bool:
    """Whether the chunk of samples ends within the file; one that was streamed does not say where."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(12)  # RIFF, size, WAVE
        while len(head := file.read(8)) == 8:
            length = int.from_bytes(head[4:], "little")
            if head[:4] == b"data":
                return length == _STREAMED or file.tell() + length <= size
            file.seek(length + length % 2, 1)
    return False


def sound(path: Path, seconds: float, rate: int = RATE) -> np.ndarray:
    """The first `seconds` as one channel in [-1, 1], float32 (n,), at `rate` samples a second.

    Silent before the track starts, as a player would be, and after it ends.  Raises InputError where there
    is no sound.
    """
    one_channel = ("-af", "aresample=first_pts=0", "-ac", "1", "-ar", str(rate), "-f", "s16le")
    count = round(seconds * rate)
    samples = np.frombuffer(decode(path, "sound", "-vn", "-t", str(seconds), *one_channel), np.int16)[:count]
    return np.pad(samples, (0, count - len(samples))).astype(np.float32) / 32768


def waveform(samples: np.ndarray, columns: int) -> np.ndarray:
    """Lowest and highest sample of each of W equal stretches: (W, 2)."""
    starts = np.arange(columns) * len(samples) // columns
    return np.stack((np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)), axis=1)


def spectrogram(samples: np.ndarray, columns: int, filters: np.ndarray) -> np.ndarray:
    """Power in the bands that `filters` (F, M) make: (M, W) dB below the loudest cell, from FLOOR_DB to 0.

    A column is the mean power of V windows, so many that neighbours overlap by half: no sound falls between.
    """
    per_column = -(-2 * len(samples) // (columns * WINDOW))  # V, rounded up
    spectra = columns * per_column
    starts = ((np.arange(spectra) + 0.5) * len(samples) / spectra).astype(int)  # centres, half a window in
    windows = np.pad(samples, WINDOW // 2)[starts[:, None] + np.arange(WINDOW)]  # (W V, WINDOW)
    power = np.abs(np.fft.rfft(windows * np.hanning(WINDOW))) ** 2 @ filters  # (W V, M)
    power = power.reshape(columns, per_column, -1).mean(axis=1)  # (W, M)
    loudest = power.max()
    if loudest == 0:
        return np.full(power.T.shape, FLOOR_DB)
    return 10 * np.log10(np.maximum(power / loudest, 10 ** (FLOOR_DB / 10))).T


def mel_filters() -> np.ndarray:
    """Triangular filters from LOW_HZ to HIGH_HZ, lowest first: (F, BANDS)."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (LOW_HZ, HIGH_HZ))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    return triangles(np.fft.rfftfreq(WINDOW, 1 / RATE), edges)


def triangles(bins: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """How much bins (F,) count for bands, each from its neighbour's peak to the other's: (F, edges - 2)."""
    bins = bins[:, None]
    rise = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rise, fall))


def linear_filters() -> np.ndarray:
    """The bins from 0 to RATE / 2 in bands of as many each, lowest first: (F, LINEAR_BANDS)."""
    bands = np.arange(WINDOW // 2 + 1) * LINEAR_BANDS // (WINDOW // 2)  # (F,), the last bin beyond them
    return (bands[:, None] == np.arange(LINEAR_BANDS)).astype(float)


def decode(path: Path, wanted: str, *options: str) -> bytes:
    """What ffmpeg makes of a whole file.

    Raises InputError where the file is cut short or that is nothing, naming what was `wanted`.
    """
    check_whole(path)
    result = ffmpeg(path, *options, "-")
    if result.returncode or not result.stdout:
        expected = f"expected a file with {wanted} ({said(result) or 'nothing to decode'})"
        raise InputError(path, expected, "Give a file ffmpeg can read.")
    return result.stdout


def ffmpeg(path: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    """Ffmpeg on a file that leads to no other; `options` end with where its output goes."""
    return subprocess.run(_command(path, *options), capture_output=True, check=False)


def _command(path: Path, *options: str) -> list[str]:
    safe = [word for name, value in SAFE.items() for word in (f"-{name}", value)]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", *safe, "-i", f"file:{path}"]
    return [*command, *options]


def said(result: subprocess.CompletedProcess[bytes]) -> str:
    """The first line of what ffmpeg said, without which part of it did, and at what address."""
    text = re.sub(r"\[\S+ @ 0x\w+\] ", "", result.stderr.decode(errors="replace"))
    return text.strip().partition("\n")[0]


_PPM = ("-f", "image2pipe", "-c:v", "ppm")
