"""What is attacked: a tiny data set, trained runs with their models, files to import, notes, studies.

data/            the data set, with a video and a sound; runs in data/runs, studies in data/runs/studies
half/            a run whose training stopped after its first epoch
asked/           a run with tables of subsets of two clips
parsing/         a run of the demo set, whose model takes videos
lfav/            annotation files as LFAV has them, with features of sound
theirs.*         predictions of another system
official.pt, labels.pt, labels.txt, recipe.yaml, film.yaml, filter.json, notes.sqlite, notes.json, notes.csv
"""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from leap_app.notes import Notes
from leap_app.remarks import to_text
from leap_core import presets
from leap_core.browse import Rule
from leap_core.checkpoints import save_official
from leap_core.config import ModelConfig, TrainConfig
from leap_core.data.dataset import open_dataset
from leap_core.data.label_embeddings import words
from leap_core.data.pack import pack_dataset
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.what_if import load_live
from leap_core.faithfulness.stored import Asked, Removal, sample
from leap_core.figures.recipe import parse_recipe
from leap_core.model import build_model
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from leap_core.studies.grid import DEMO as SCALE
from leap_core.studies.grid import studies
from leap_core.studies.results import save
from leap_core.training import train
from leap_core.types import MODALITIES
from leap_core.video.recipe import parse_recipe as parse_film
from tests.demo_fixture import make_sound
from tests.made_faithfulness import make_faithfulness, make_seconds
from tests.made_results import made_results
from tests.tiny_dataset import CATEGORIES, C, T, make_dataset, names, tiny

FILMED, HEARD = names("test")[:2]
RUNS = ("leap_mm_pyr", "mmil_mm_pyr")
ONCE = TrainConfig(epochs=1, batch_size=31)


def make() -> None:
    """Write all of it to the working folder, below which every path in it lies."""
    root = Path()
    data = make_dataset(root / "data")
    for folder in ("clips", "audio"):
        (data / folder).mkdir()
    shutil.copy(DEMO / "clips" / "demotst0074_0_10.mp4", data / "clips" / f"{FILMED}.mp4")
    make_sound(data / "clips" / f"{FILMED}.mp4", data / "audio" / f"{HEARD}.wav")
    pack_dataset(make_dataset(root / "packed"))
    _labels(root)
    for name in RUNS:
        _trained(root, data / "runs" / name, presets.PRESETS[name]())
    with contextlib.suppress(InterruptedError):
        _trained(root, root / "half", presets.mmil_han(), epochs=3)
    _tables(root, data)
    shutil.copytree(DEMO / "runs" / "mmil_han", root / "parsing")
    _lfav(root / "lfav")
    released = replace(presets.leap_mm_pyr(), width=16, audio_dim=11, visual_dim=13, visual_st_dim=17)
    save_official(build_model(released), root / "official.pt")
    _predictions(root)
    runs = [str(data / "runs" / name) for name in RUNS]
    recipe = {"data": str(data), "runs": runs, "clips": [FILMED], "boxes": [{"onset": 1, "offset": 2.5}]}
    (root / "recipe.yaml").write_text(parse_recipe(json.dumps(recipe)).to_yaml())
    film = {"data": str(data), "runs": runs, "clips": [FILMED], "range": {"onset": 1, "offset": 2.5}}
    (root / "film.yaml").write_text(parse_film(json.dumps(film)).to_yaml())
    rule = Rule(classes=("Dog", "Car"), overlapping=(0, 9), solved=(), difference=(None, 99), sort="2")
    (root / "filter.json").write_text(rule.to_json())
    _notes(root)
    points = {"lambda": {label: i for i, label in enumerate(studies(SCALE)["lambda"].settings)}}
    (data / "runs" / "studies").mkdir()
    save(data / "runs" / "studies", made_results(points, seeds=2))
    make_faithfulness(open_store(data / "runs" / RUNS[0]))
    make_seconds(open_store(data / "runs" / RUNS[0]))


def _trained(root: Path, folder: Path, preset: ModelConfig, epochs: int = 1) -> None:
    """Train and explain; with several epochs stop after the first."""
    sets = [open_dataset(root / "data", split) for split in ("train", "val", "test")]

    def stop(done: int, total: int) -> None:
        if 1 < done == total // epochs + 1:
            raise InterruptedError

    labels = str(root / "labels.txt")
    train(tiny(preset), replace(ONCE, epochs=epochs), *sets[:2], labels, folder, on_step=stop)
    explain_dataset(folder / "checkpoint", sets[2], folder)


def _tables(root: Path, data: Path) -> None:
    folder = Path(shutil.copytree(data / "runs" / RUNS[1], root / "asked"))
    store = open_store(folder)
    asked = Asked(store, load_live(folder, store.run), open_dataset(data), Removal())
    asked.tables(sample(store.filenames, 2, 0))


def _lfav(root: Path) -> None:
    (root / "vggish").mkdir(parents=True)
    for split, weak in (("train", "train_weakly"), ("val", "val_weak_av"), ("test", "test_weak_av")):
        (root / split).mkdir()
        name = f"{split}-clip"
        np.save(root / "vggish" / f"{name}.npy", np.ones((7, 11), np.float32))
        (root / split / f"{weak}.csv").write_text(f"filename\tevent_labels\n{name}\tdog,car\n")
        for m in MODALITIES:
            rows = f"{name}\t1\t2\tdog\n{name}\t3\t4\tcar\n"
            (root / split / f"{split}_{m}.csv").write_text(f"filename\tonset\toffset\tevent_labels\n{rows}")


def _labels(root: Path) -> None:
    draw = np.random.default_rng(5)
    vectors = {word: draw.normal(size=23) for name in CATEGORIES for word in words(name)}
    lines = [" ".join([word, *(f"{x:.4f}" for x in vector)]) for word, vector in vectors.items()]
    (root / "labels.txt").write_text("\n".join(lines) + "\n")
    torch.save({name: torch.randn(23) for name in CATEGORIES}, root / "labels.pt")


def _predictions(root: Path) -> None:
    draw, clips = np.random.default_rng(7), names("test")[:3]
    arrays = {f"{m}_segment_prob": draw.random((len(clips), T, C)) for m in MODALITIES}
    np.savez(
        root / "theirs.npz", filenames=np.array(clips), video_prob=draw.random((len(clips), C)), **arrays
    )
    lines = ["filename,onset,offset,event_labels,modality,probability"]
    lines += [
        f"{clip},{i},{i + 2.5},{CATEGORIES[i]},{m},0.8" for i, clip in enumerate(clips) for m in MODALITIES
    ]
    (root / "theirs.csv").write_text("\n".join(lines) + "\n")
    events = [{clip: [{"event_label": "Dog", "start": 0, "end": 3.5}]} for clip in clips]
    (root / "theirs.json").write_text(json.dumps({"audio": events, "visual": events, "combined": []}))


def _notes(root: Path) -> None:
    notes = Notes(root / "notes.sqlite")
    for number, name in enumerate(names("test")[:5]):
        notes.star("Tiny", [name], number % 2 == 0)
        notes.tag("Tiny", [name], "good", True)
        notes.write("Tiny", name, f"laughs late, {number}")
    notes.save_filter("dogs", Rule(classes=("Dog",)).to_json())
    for form in ("json", "csv"):
        (root / f"notes.{form}").write_text(to_text(notes.export(), form))
