"""A tiny data set with two runs, for the dashboard's tests; the frames of its clips carry their number.

Shapes: N clips, C classes, T segments, L blocks, H heads.
"""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import imageio_ffmpeg
import numpy as np
import torch

import leap_core as lc
from leap_core.categories import CATEGORIES
from leap_core.data.dataset import open_dataset
from leap_core.decoders import LeapConfig, MmilConfig
from leap_core.resources import DEMO
from leap_core.runs.store import Store, open_store
from leap_core.runs.writer import StoreWriter
from leap_core.types import MODALITIES, Chosen, Explanation, Prediction, Run

T, BLOCKS, HEADS = 10, 2, 4
FRAMES_A_SECOND, WIDTH, HEIGHT, BITS = 12, 320, 240, 8
CLIPS = tuple(f"demotst{number:04}_0_10" for number in range(1, 7))
SHOWCASE, SHUT, WITHOUT_VIDEO = CLIPS[2], CLIPS[3], CLIPS[4]

# clip -> modality -> (class, onset, offset): the third clip has overlapping sounds, the case for LEAP
EVENTS = {
    CLIPS[0]: {"audio": [("Dog", 0, 3), ("Speech", 5, 10)], "visual": [("Dog", 0, 10)]},
    CLIPS[1]: {"audio": [("Cello", 0, 10)], "visual": [("Cello", 2, 9)]},
    CLIPS[2]: {
        "audio": [("Speech", 2, 7), ("Baby_laughter", 1, 5), ("Acoustic_guitar", 4, 10)],
        "visual": [("Speech", 0, 4), ("Acoustic_guitar", 3, 10)],
    },
    CLIPS[3]: {"audio": [("Fire_alarm", 4, 8), ("Car", 0, 4)], "visual": [("Car", 0, 6)]},
    CLIPS[4]: {"audio": [("Blender", 1, 4)], "visual": [("Blender", 1, 6), ("Cat", 6, 10)]},
    CLIPS[5]: {"audio": [("Violin_fiddle", 0, 5)], "visual": []},
}


def make_demo(root: Path) -> Path:
    """Write the data set to `root` and its runs to `root`/runs; returns `root`."""
    root.mkdir(parents=True)
    make_annotations(root)
    (root / "clips").mkdir()
    source = make_video(root / "clips" / f"{CLIPS[0]}.mp4", tone=330)
    for number, name in enumerate(CLIPS[1:], start=1):
        if name != WITHOUT_VIDEO:
            (root / "clips" / f"{name}.mp4").write_bytes(
                source.read_bytes() if number > 1 else make_video(root / "other.mp4", tone=440).read_bytes()
            )
    make_run(root / "runs" / "leap_mm_pyr", "leap")
    make_run(root / "runs" / "mmil_mm_pyr", "mmil")
    return root


def make_annotations(root: Path) -> None:
    settings = {"name": "Tiny demo", "synthetic": True, "categories": CATEGORIES, "segments": T}
    (root / "dataset.json").write_text(json.dumps(settings | {"segment_seconds": 1.0, "id_length": 11}))
    weak = {n: sorted({c for rows in e.values() for c, _, _ in rows}) for n, e in EVENTS.items()}
    lines = [f"{name}\t{','.join(labels)}" for name, labels in weak.items()]
    (root / "AVVP_test_pd.csv").write_text("\n".join(["filename\tevent_labels", *lines]) + "\n")
    for modality in MODALITIES:
        rows = [f"{n}\t{a}\t{b}\t{c}" for n, e in EVENTS.items() for c, a, b in e[modality]]
        header = "filename\tonset\toffset\tevent_labels"
        (root / f"AVVP_eval_{modality}.csv").write_text("\n".join([header, *rows]) + "\n")


def make_video(path: Path, tone: int) -> Path:
    """H.264 and AAC; the top stripe of each frame holds its number as BITS black or white blocks."""
    count = T * FRAMES_A_SECOND
    number = np.arange(count)[:, None] >> np.arange(BITS) & 1  # (frames, BITS), lowest bit first
    frames = np.full((count, HEIGHT, WIDTH, 3), (52, 62, 80), np.uint8)
    frames[:, : HEIGHT // 4] = np.repeat(number * 255, WIDTH // BITS, axis=1)[:, None, :, None]
    left = (np.arange(count) * (WIDTH - 60) / count).astype(int)
    for frame, x in zip(frames, left, strict=True):
        frame[110:170, x : x + 60] = (226, 160, 74)
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    pixels = f"-f rawvideo -pix_fmt rgb24 -s {WIDTH}x{HEIGHT} -r {FRAMES_A_SECOND} -i -"
    coding = "-c:v libx264 -preset ultrafast -g 12 -pix_fmt yuv420p -c:a aac -shortest -movflags +faststart"
    sound = f"-f lavfi -i sine=frequency={tone}:duration={T}"
    command = [ffmpeg, "-y", "-loglevel", "error", *f"{pixels} {sound} {coding}".split(), str(path)]
    subprocess.run(command, input=frames.tobytes(), check=True)
    return path


def make_sound(video: Path, path: Path) -> Path:
    """The sound of a video alone, in whatever form the suffix of `path` says."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-y",
        "-loglevel",
        "error",
        "-i",
        str(video),
        "-vn",
        str(path),
    ]
    subprocess.run(command, check=True)
    return path


def truth_of(name: str) -> np.ndarray:
    """Bool (2, C, T)."""
    grid = np.zeros((2, len(CATEGORIES), T), bool)
    for m, modality in enumerate(MODALITIES):
        for category, onset, offset in EVENTS[name][modality]:
            grid[m, CATEGORIES.index(category), onset:offset] = True
    return grid


def make_run(folder: Path, decoder: str, names: tuple[str, ...] = CLIPS) -> None:
    """LEAP finds nearly all; MMIL lets the first class of a modality swallow what overlaps it.

    MMIL's p of the fire alarm in the clip SHUT is low, so that a global gate shuts it out.
    """
    truth = np.stack([truth_of(name) for name in names])  # (N, 2, C, T)
    heard = truth.copy()
    speech = CATEGORIES.index("Speech")
    if decoder == "leap":
        heard[:, :, CATEGORIES.index("Baby_laughter"), 4] = False
    else:
        crowded = truth.sum(axis=2, keepdims=True) > 1
        first = truth.cumsum(axis=2) == 1
        heard &= ~crowded | first
        heard[:, 0, speech, 8:] |= truth[:, 0, speech].any(-1)[:, None]
    shut = {SHUT: "Fire_alarm"} if decoder != "leap" else {}
    write_run(folder, decoder, names, truth, heard, "Tiny demo", CATEGORIES, shut=shut)


def explain_clip(folder: Path, clip: str) -> Store:
    """Explain a clip of the bundled demo set with the checkpoint in `folder`, in place of the run there."""
    model, run = lc.load_checkpoint(folder / "checkpoint"), open_store(folder).run
    features = open_dataset(DEMO).features([clip]).map(torch.from_numpy)
    writer = StoreWriter(folder, replace(run, maps=model.config.decoder.maps))
    writer.append([clip], lc.explain(model, features).map(lambda x: x.numpy()))
    return writer.finish(lambda store: {})


def write_run(
    folder: Path,
    decoder: str,
    names: tuple[str, ...],
    truth: np.ndarray,
    heard: np.ndarray,
    dataset: str,
    categories: tuple[str, ...],
    split: str = "test",
    shut: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """A run that says `heard` of clips whose `truth`, bool (N, 2, C, T), it half knows.

    `shut` names clips, each with a class whose p of the clip is low.
    """
    leap = decoder == "leap"
    run = Run(
        name=folder.name,
        title=f"{decoder.upper()}, MM-Pyr",
        encoder="mm_pyr",
        decoder=decoder,
        dataset=dataset,
        dataset_fingerprint="",
        split=split,
        synthetic=True,
        categories=categories,
        segments=truth.shape[-1],
        blocks=BLOCKS if leap else 0,
        heads=HEADS if leap else 0,
        config={},
        checkpoint_sha256="0" * 64,
        label_embeddings="bundled" if leap else "none",
        maps=(LeapConfig if leap else MmilConfig).maps,
    )
    draw = np.random.default_rng(3 if leap else 4)
    noise = draw.beta(2, 5, truth.shape)
    quiet = 0.45 * noise * truth.any(-1, keepdims=True) + 0.06 * noise
    p = np.where(heard, 0.62 + 0.37 * noise, quiet).astype(np.float32)  # (N, 2, C, T)
    either = p.max(axis=(1, 3))
    for name, category in shut.items():
        if name in names:
            either[names.index(name), categories.index(category)] /= 4
    prediction = Prediction(p, p.max(axis=3), either)
    maps = {}
    for m, modality in enumerate(MODALITIES):
        jitter = draw.normal(0, 0.4, (len(names), BLOCKS, HEADS, *truth.shape[2:]))
        maps[modality] = (3 * p[:, None, None, m] + jitter).astype(np.float32)
    power = {m: np.exp(s) for m, s in maps.items()}
    over_time = {m: x / x.sum(-1, keepdims=True) for m, x in power.items()}
    over_modality = {m: (x / sum(power.values()))[:, :1, :1] for m, x in power.items()}
    weights = {m: x[:, :1, :1] for m, x in over_time.items()}
    traced = {"A": over_time, "S": maps} if leap else {"Wt": weights, "Wm": over_modality}
    writer = StoreWriter(folder, run)
    writer.append(names, Explanation(prediction, traced))
    writer.finish(lambda store: {}, (Chosen("global", 0.42 if leap else 0.57, 71.5),))
