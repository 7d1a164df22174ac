"""Every file that the library and the dashboard read, and what reads it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from leap_app import media
from leap_app.notes import Notes
from leap_app.remarks import read_remarks
from leap_core import presets
from leap_core.browse import Rule, parse_rule
from leap_core.checkpoints import load_checkpoint
from leap_core.data.dataset import open_dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.data.media import frame_seconds, frame_strip, sound
from leap_core.data.statistics import FEATURES, FeatureStatistics
from leap_core.explainers.what_if import load_live
from leap_core.faithfulness.kept import Kept, KeptSeconds
from leap_core.faithfulness.pairs import SLICES
from leap_core.figures.recipe import read_recipe
from leap_core.runs.import_run import read_predictions
from leap_core.runs.store import open_store
from leap_core.studies.contrasts import contrasts
from leap_core.studies.grid import DEMO, studies
from leap_core.studies.results import load, markdown
from leap_core.training import train
from leap_core.training_record import TrainingRecord, read_curves, read_training
from leap_core.video.recipe import read_recipe as read_film
from tests.attack.containers import npy, npy_values, npz, parquet, safetensors, safetensors_values, sqlite
from tests.attack.ground import FILMED, HEARD, ONCE, RUNS
from tests.attack.mutate import BYTES, cut, json_, lines, yaml_
from tests.attack.states import state
from tests.attack.surfaces import Surface, of_file
from tests.attack.trial import SCRATCH
from tests.tiny_dataset import CATEGORIES, T, names, tiny

DATA, RUN = Path("data"), Path("data/runs") / RUNS[0]


def _store() -> Any:
    store = open_store(RUN)
    explained = store.explanation(store.filenames[0])
    return store.filenames, [x.tobytes() for x in vars(store.prediction).values() if x is not None], {
        (kind, m): values.tobytes() for kind, by in explained.maps.items() for m, values in by.items()
    }  # fmt: skip


def _model() -> Any:
    model = load_checkpoint(RUN / "checkpoint")
    return {name: value.numpy().tobytes() for name, value in model.state_dict().items()}


def _live() -> Any:
    live = load_live(RUN, open_store(RUN).run)
    return {name: value.numpy().tobytes() for name, value in live.model.state_dict().items()}


def _labels_of(split: str) -> Callable[[], Any]:
    def read() -> Any:
        data = open_dataset(DATA, split)
        return data.annotations.filenames, data.annotations.grid.tobytes(), data.annotations.report.lines()

    return read


def _packed() -> Any:
    arrays = open_dataset("packed").features(names("test")[:3]).kinds.values()
    assert all(np.isfinite(x).all() for x in arrays), "features that are no numbers"
    return True


def _features() -> Any:
    arrays = open_dataset(DATA).features(names("test")[:3]).kinds.values()
    assert all(np.isfinite(x).all() for x in arrays), "a number that is none"
    return [x.tobytes() for x in arrays]


def _statistics() -> Any:
    found = FeatureStatistics.load(RUN / "training" / FEATURES, open_dataset(DATA))
    features = open_dataset(DATA).features(names("test")[:1])
    assert np.isfinite(found.z(features)).all(), "a z that is no number"
    return found.source


def _training() -> Any:
    record = read_training(RUN)
    assert isinstance(record, TrainingRecord)
    return json.dumps(asdict(record))


def _resumed() -> Any:
    """A training run that goes on, in a copy."""
    folder = Path(shutil.copytree("half", SCRATCH / "half"))
    sets = [open_dataset(DATA, split) for split in ("train", "val")]
    train(tiny(presets.mmil_han()), replace(ONCE, epochs=3), *sets, "none", folder)
    weights = load_checkpoint(folder / "checkpoint").state_dict().values()
    return (folder / "training" / "metrics.csv").read_text(), [x.numpy().tobytes() for x in weights]


def _film() -> Any:
    path = DATA / "clips" / f"{FILMED}.mp4"
    return frame_seconds(path), frame_strip(path, T, 1.0).tobytes(), sound(path, T).tobytes()


def _sound() -> Any:
    path = DATA / "audio" / f"{HEARD}.wav"
    return sound(path, T).tobytes(), media.audible(path, T, "mel")


def _notes() -> Any:
    notes = Notes(Path("notes.sqlite"))
    found = notes.export(), notes.filters(), notes.named("Tiny", Rule(starred=True, note="late"))
    for rule in found[1].values():
        parse_rule(rule)
    notes.tag("Tiny", [names("test")[0]], "seen", True)
    notes.write("Tiny", names("test")[7], "new")
    notes.save_filter("all", "{}")
    return found, notes.merge(notes.export())


def _studies() -> Any:
    found = load(DATA / "runs" / "studies").of("lambda")
    return markdown(found.rows), contrasts(studies(DEMO)["lambda"], found, {})


def _faithfulness() -> Any:
    kept = Kept(open_store(RUN))
    results, pairs = kept.results, kept.pairs
    parts = [list(pairs.sliced(by)) for by in SLICES]
    return [track.rows for track in results.tracks], results.sanity, pairs.figures(), len(parts)


def _seconds() -> Any:
    return [(track.means, track.rows) for track in KeptSeconds(open_store(RUN)).results.tracks]


def _theirs(form: str) -> Callable[[], Any]:
    def read() -> Any:
        found = read_predictions(Path(f"theirs.{form}"), open_dataset(DATA))
        assert ((found.prediction.segments >= 0) & (found.prediction.segments <= 1)).all()
        return found.filenames, found.remarks

    return read


def _vectors(form: str) -> Callable[[], Any]:
    def read() -> Any:
        vectors = load_label_embeddings(f"labels.{form}", CATEGORIES)
        assert np.isfinite(vectors).all(), "a number that is none"
        return vectors.shape

    return read


def _remarks(form: str) -> Callable[[], Any]:
    return lambda: read_remarks(Path(f"notes.{form}").read_bytes(), f"notes.{form}")


NPY = f"{names('test')[1][:11]}.npy"
JSON = (json_,) * 6
SURFACES: list[Surface] = [
    of_file("run.json", f"{RUN}/run.json", _store, *JSON, *BYTES, weight=2),
    of_file(
        "predictions.parquet", f"{RUN}/predictions.parquet", _store, *BYTES, parquet, kept=True, weight=2
    ),
    of_file("maps.parquet", f"{RUN}/maps.parquet", _store, *BYTES, parquet, kept=True),
    of_file("checkpoint/config.json", f"{RUN}/checkpoint/config.json", _model, *JSON, *BYTES, weight=2),
    of_file(
        "model.safetensors",
        f"{RUN}/checkpoint/model.safetensors",
        _model,
        *(safetensors,) * 6,
        safetensors_values,
        *BYTES,
    ),
    of_file(
        "model.safetensors of a run",
        f"{RUN}/checkpoint/model.safetensors",
        _live,
        safetensors,
        *BYTES,
        kept=True,
        weight=0.5,
    ),
    of_file("official .pt", "official.pt", lambda: load_checkpoint("official.pt") and None, *BYTES),
    of_file("training/config.json", f"{RUN}/training/config.json", _training, *JSON, *BYTES),
    of_file("training/state.pt", "half/training/state.pt", _resumed, *BYTES, kept=True),
    of_file("training/state.pt, whole", "half/training/state.pt", _resumed, state),
    of_file("training/metrics.csv", f"{RUN}/training/metrics.csv", lambda: read_curves(RUN), lines, *BYTES),
    of_file(
        "features.safetensors",
        f"{RUN}/training/{FEATURES}",
        _statistics,
        *(safetensors,) * 4,
        safetensors_values,
        *BYTES,
    ),
    of_file("dataset.json", "data/dataset.json", _labels_of("test"), *JSON, *BYTES, weight=2),
    of_file("annotations of a split", "data/AVVP_test_pd.csv", _labels_of("test"), lines, lines, *BYTES),
    of_file("annotations of events", "data/AVVP_eval_audio.csv", _labels_of("val"), *(lines,) * 4, *BYTES),
    *(
        of_file(
            f"features, {kind}", f"data/features/{kind}/{NPY}", _features, *(npy,) * 6, npy_values, *BYTES
        )
        for kind in ("audio", "visual", "visual_st")
    ),
    of_file("packed features, record", "packed/packed/pack.json", _packed, *JSON, *BYTES, weight=0.5),
    of_file(
        "packed features", "packed/packed/visual.npy", _packed, *(npy,) * 6, npy_values, *BYTES, weight=0.5
    ),
    of_file("packed features, clips", "packed/packed/audio.clips.npy", _packed, *(npy,) * 6, *BYTES),
    of_file(
        "pseudo-labels",
        f"data/pseudo_labels/visual/{names('test')[1]}.npy",
        lambda: open_dataset(DATA).pseudo_labels(names("test")[:3]).sum(),
        *(npy,) * 6,
        npy_values,
        *BYTES,
    ),
    of_file("predictions, NPZ", "theirs.npz", _theirs("npz"), *(npz,) * 6, *BYTES, weight=2),
    of_file("predictions, CSV", "theirs.csv", _theirs("csv"), *(lines,) * 4, *BYTES),
    of_file("predictions, JSON", "theirs.json", _theirs("json"), *JSON, *BYTES),
    of_file("label embeddings, .pt", "labels.pt", _vectors("pt"), *BYTES),
    of_file("label embeddings, text", "labels.txt", _vectors("txt"), lines, lines, *BYTES),
    of_file(
        "recipe of a figure", "recipe.yaml", lambda: read_recipe(Path("recipe.yaml")), *(yaml_,) * 6, *BYTES
    ),
    of_file("recipe of a video", "film.yaml", lambda: read_film(Path("film.yaml")), *(yaml_,) * 6, *BYTES),
    of_file("filter", "filter.json", lambda: parse_rule(_text(Path("filter.json"))), *JSON, *BYTES),
    of_file("notes, JSON", "notes.json", _remarks("json"), *JSON, *BYTES),
    of_file("notes, CSV", "notes.csv", _remarks("csv"), *(lines,) * 4, *BYTES),
    of_file("notes, SQLite", "notes.sqlite", _notes, *(sqlite,) * 6, *BYTES, weight=2),
    of_file("results of studies", "data/runs/studies/results.parquet", _studies, *(parquet,) * 4, *BYTES),
    of_file("clips of studies", "data/runs/studies/clips.parquet", _studies, *(parquet,) * 4, *BYTES),
    of_file("faithfulness", f"{RUN}/faithfulness/input-quietest.json", _faithfulness, *JSON, *BYTES),
    of_file("own seconds", f"{RUN}/faithfulness/input-quietest-P.json", _seconds, *JSON, *BYTES),
    of_file("pairs", f"{RUN}/faithfulness/input-quietest-pairs.parquet", _faithfulness, parquet, *BYTES),
    of_file("MP4", f"data/clips/{FILMED}.mp4", _film, *BYTES, weight=0.5),
    of_file("MP4, cut", f"data/clips/{FILMED}.mp4", _film, cut, kept=True, weight=0.2),
    of_file("WAV", f"data/audio/{HEARD}.wav", _sound, *BYTES, weight=0.5),
    of_file("WAV, cut", f"data/audio/{HEARD}.wav", _sound, cut, kept=True, weight=0.2),
]


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
