"""`leap extract` and `leap parse`: the commands of docs/own-video.md, what they print, and bad input."""

import json
import re
import shlex
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.data.dataset import open_dataset
from leap_core.extract.networks import clip_vit
from leap_core.extract.networks.htsat import ClapAudio
from leap_core.extract.networks.r2plus1d import R2Plus1D18
from leap_core.extract.networks.resnet import ResNet152
from leap_core.extract.networks.vggish import VGGish
from leap_core.extract.recipes import RECIPES, llp
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from tests.leap_core.extract.conftest import X264, encode, pattern, tone
from tests.leap_core.extract.drawn import write_weights
from tests.leap_core.extract.test_networks import shapes_of
from tests.test_documents import commands

PAGE = Path(__file__).parents[3] / "docs" / "own-video.md"


@pytest.fixture
def leap(leap):
    """The same of a whole command line."""
    return lambda line: leap(*shlex.split(line.replace("$(leap demo path)", str(DEMO)))[1:])


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with `videos`, which the commands run in."""
    (tmp_path / "videos").mkdir()
    encode(tmp_path / "videos" / "street.mp4", pattern(1), tone(1), X264)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_runs(leap, here, monkeypatch):
    """Each command of the page that opens no screen, in order; the model for LLP is a small one."""
    for name, pixels in {"_SIDE": 73, "_CROP": 64, "_SMALL": 40}.items():  # a tenth of the work
        monkeypatch.setattr(llp, name, pixels)
    networks = {"vggish": VGGish, "resnet152": ResNet152, "r2plus1d_18": R2Plus1D18}
    monkeypatch.setattr(clip_vit, "ClipVision", partial(clip_vit.ClipVision, width=24, layers=1, heads=3))
    networks |= {"clap-htsat-fused": ClapAudio, "clip-vit-large-patch14": clip_vit.ClipVision}
    write_weights(here / "weights", {name: shapes_of(make) for name, make in networks.items()})
    config = replace(lc.presets.small(lc.presets.leap_han()), label_dim=100)
    lc.save_checkpoint(lc.build_model(config), here / "LEAP_best.pt")
    torch.save({name: torch.ones(100) for name in lc.CATEGORIES}, here / "label_embeddings.pt")
    (here / "events.csv").write_text("filename,onset,offset,event_labels,modality\nstreet,0,1,Car,audio\n")
    lines = [line for line in commands(PAGE.read_text(encoding="utf-8")) if re.match("leap (?!app)", line)]
    assert len(lines) == 12
    *before, last, valors = lines
    assert last.endswith(" --check LLP")
    for line in (*before, valors):
        code, _, err = leap(line)
        assert code == 0, (line, err)
    assert open_store(here / "runs" / "leap").filenames == ("street",)
    assert open_dataset(here / "my-videos").annotations.grid.sum() == 1
    assert open_dataset(here / "my-videos-3").segments == 3
    assert open_dataset(here / "my-valorpp").feature_dims == RECIPES["clap-clip"].feature_dims
    data = open_dataset(here / "my-llp")
    features = data.features(["street"]).kinds
    assert data.recipe == "llp"
    assert [x.shape for x in features.values()] == [(1, 1, 128), (1, 8, 2048), (1, 1, 512)]
    for x in features.values():
        assert (x >= 0).all() and x.std() > 0  # each ends in a ReLU
    assert np.abs(np.diff(features["visual"][0], axis=0)).max() > 0  # the frames differ
    code, out, err = leap(f"{last.removesuffix('LLP')} my-llp --json")
    assert code == 0 and "my-llp: 1 clip, 1 of them made earlier" in err
    rows = json.loads(out)["rows"]
    assert [(row["features"], row["rms"]) for row in rows] == [("audio", 0), ("visual", 0), ("visual_st", 0)]
    code, _, err = leap("leap extract videos --recipe llp --weights weights --out other --device abacus")
    assert code == 2 and "leap: device abacus: torch cannot use it (Expected one of cpu, cuda" in err
    assert not [path for path in (here / "other").rglob("*.npy")]


def test_a_recipe_without_networks_takes_no_device(leap, here):
    code, _, err = leap("leap extract videos --out data --device cuda")
    assert code == 2 and "leap: device cuda: the recipe compact runs no network. Leave out --device." in err
    assert not (here / "data" / "features").exists()


def test_a_broken_file_is_named_and_the_rest_is_made(leap, here):
    (here / "videos" / "broken.mkv").write_text("no video")
    code, out, err = leap("leap extract videos --out data")
    assert (code, out) == (2, "") and "Traceback" not in err
    said = err.splitlines()
    assert any(line.startswith("videos/broken.mkv: expected a file of video or sound") for line in said)
    assert "leap: data: 1 of 2 files could not be read; it holds the others." in said[-1]
    assert open_dataset(here / "data").annotations.filenames == ("street",)


def test_events_are_printed_and_what_is_unlike_is_said(leap, here):
    checkpoint = '--checkpoint "$(leap demo path)/runs/mmil_han/checkpoint"'
    code, out, err = leap(f"leap parse videos/street.mp4 {checkpoint} --threshold 0 --gate none --json")
    found = json.loads(out)
    assert code == 0 and found["title"] == "street.mp4, 1 s, recipe compact; none gate, threshold 0"
    assert len(found["rows"]) == 50
    assert set(found["rows"][0]) == {"category", "modality", "onset", "offset", "probability"}
    assert "warning: the picture is unlike what the model was trained on" in err
    code, out, err = leap(f"leap parse videos/street.mp4 {checkpoint} --threshold 1")
    assert (code, out) == (0, "") and "no event" in err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("leap extract nowhere --out data", "nowhere: expected a file of video or sound"),
        ("leap extract videos --recipe llp --out data", "Name their folder: --weights DIR"),
        ("leap extract videos --truth none.csv --out data", "none.csv: expected a file of predictions"),
        ("leap extract videos --out videos/street.mp4", "expected a folder to write into, found a file"),
        ("leap parse videos --checkpoint none", "none: expected a checkpoint here"),
    ],
)
def test_bad_input_is_one_message(leap, here, line, message):
    code, out, err = leap(line)
    assert (code, out) == (2, "") and "Traceback" not in err
    assert message in err.splitlines()[-1] and err.count("leap: ") == 1
    assert not (here / "data").exists()
