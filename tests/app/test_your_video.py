"""Your video: which models it offers, by the features that can be made here."""

import json
import shlex
import shutil
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

import leap_core as lc
from leap_app import folders
from leap_app.screens import video
from leap_core.categories import CATEGORIES
from leap_core.config import to_dict
from leap_core.errors import InputError
from leap_core.extract.networks import clip_vit
from leap_core.extract.networks.htsat import ClapAudio
from leap_core.extract.networks.r2plus1d import R2Plus1D18
from leap_core.extract.recipes import RECIPES, llp, usable
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from tests.app.conftest import MAIN, alone, opened
from tests.app.test_browse import listed
from tests.app.test_clip import drawn
from tests.command import run_leap
from tests.leap_core.extract.conftest import X264, encode, pattern, tone
from tests.leap_core.extract.drawn import write_weights
from tests.leap_core.extract.test_networks import shapes_of
from tests.test_documents import commands

PAGE = Path(__file__).parents[2] / "docs" / "own-video.md"

FILES = {"llp": ("vggish", "resnet152", "r2plus1d_18")}
FILES["clap-clip"] = "clap-htsat-fused", "clip-vit-large-patch14", "r2plus1d_18"


@pytest.fixture(params=FILES)
def recipe(request, tmp_path, monkeypatch):
    """One by networks, whose weights lie in tmp_path, by their names alone."""
    for name in FILES[request.param]:
        (tmp_path / f"{name}.pth").touch()
    return request.param


@pytest.fixture
def runs(recipe, demo):
    """Two runs with checkpoints, by name alone; the second as if its model took the recipe's features."""
    for name, taken in (("leap_mm_pyr", "compact"), ("mmil_mm_pyr", recipe)):
        path = demo / "runs" / name / "run.json"
        record = json.loads(path.read_text())
        path.write_text(json.dumps(record | {"config": record["config"] | dict(RECIPES[taken].feature_dims)}))
        (path.parent / "checkpoint").mkdir(exist_ok=True)
        for file in ("config.json", "model.safetensors"):
            (path.parent / "checkpoint" / file).touch()
    return {name: open_store(demo / "runs" / name) for name in ("leap_mm_pyr", "mmil_mm_pyr")}


def offered():
    screen = opened(alone("video"), {})
    (box,) = [box for box in screen.multiselect if box.label.startswith("Models")]
    return box.options, box.value


def test_models_on_features_of_networks_are_offered_where_weights_are_named(runs, monkeypatch, tmp_path):
    assert all(store.run.categories == CATEGORIES for store in runs.values())
    without, _ = offered()
    monkeypatch.setenv(folders.WEIGHTS, str(tmp_path))
    with_, chosen = offered()
    assert len(without) == 1 and len(with_) == 2
    assert chosen == ["leap_mm_pyr"]  # those of one recipe


def test_a_folder_of_videos_is_explained_browsed_and_exported(tmp_path, monkeypatch):
    """By the first commands of docs/own-video.md; one video lies beside a mute one and a broken one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "videos").mkdir()
    encode(tmp_path / "videos" / "street.mp4", pattern(3), tone(3), X264)
    encode(tmp_path / "videos" / "mute.mp4", pattern(1), X264)
    (tmp_path / "videos" / "broken.mp4").write_bytes(b"no video")
    extract, convert, explain, app, export, *_ = commands(PAGE.read_text(encoding="utf-8"))

    def typed(line: str) -> int:
        return run_leap(*shlex.split(line.replace("$(leap demo path)", str(DEMO)))[1:])

    assert [typed(line) for line in (extract, convert, explain, export)] == [2, 0, 0, 0]  # one is broken
    assert app == "leap app --data my-videos --runs runs"
    monkeypatch.setenv(folders.DATA, "my-videos")
    monkeypatch.setenv(folders.RUNS, "runs")
    monkeypatch.setenv(folders.CACHE, str(tmp_path / "cache"))
    monkeypatch.setenv(folders.NOTES, str(tmp_path / "notes.sqlite"))
    shown = opened(alone("browse"), {})
    assert not shown.error and listed(shown) == ["mute", "street"]
    clip = opened(AppTest.from_file(str(MAIN), default_timeout=20), {"clip": "street"})
    assert not clip.error and drawn(clip)["clip"]["filename"] == "street"
    assert "street" in (tmp_path / "street.html").read_text(encoding="utf-8")


def test_weights_that_are_gone_are_said(runs, monkeypatch, tmp_path):
    (tmp_path / "r2plus1d_18.pth").unlink()
    monkeypatch.setenv(folders.WEIGHTS, str(tmp_path))
    screen = opened(alone("video"), {})
    assert any("clap-clip: expected one file" in box.value for box in (*screen.error, *screen.warning))
    assert len(offered()[0]) == 1


def test_models_of_two_recipes_are_not_asked_together(runs, recipe, monkeypatch, tmp_path):
    weights = usable(tmp_path)
    assert [video._recipe_of(store, weights).name for store in runs.values()] == ["compact", recipe]
    monkeypatch.setattr(
        video.session,
        "get",
        {video.session.VIDEO_FILE: Path("street.mp4"), video.session.MODELS: [*runs]}.get,
    )
    with pytest.raises(
        InputError, match=f"found those of the recipes {', '.join(sorted(['compact', recipe]))}"
    ):
        video._start(runs, weights)


def test_a_video_is_asked_of_a_model_on_drawn_weights(demo, monkeypatch, tmp_path):
    """VALOR++'s, by the recipe clap-clip, as Parse begins it; how far the video is from training is said."""
    monkeypatch.setattr(llp, "_SMALL", 40)
    monkeypatch.setattr(clip_vit, "ClipVision", partial(clip_vit.ClipVision, width=24, layers=1, heads=3))
    makes = dict(zip(FILES["clap-clip"], (ClapAudio, clip_vit.ClipVision, R2Plus1D18), strict=True))
    write_weights(tmp_path / "weights", {name: shapes_of(make) for name, make in makes.items()})
    run = demo / "runs" / "valorpp"
    shutil.copytree(demo / "runs" / "mmil_mm_pyr", run)
    model = lc.build_model(lc.presets.small(lc.presets.mmil_han_valorpp()))
    shutil.rmtree(run / "checkpoint", ignore_errors=True)
    lc.save_checkpoint(model, run / "checkpoint")
    record = json.loads((run / "run.json").read_text())
    edited = {"config": to_dict(model.config), "label_embeddings": "none"}
    (run / "run.json").write_text(json.dumps(record | edited))
    file = SimpleNamespace(
        name="street.mp4", getvalue=encode(tmp_path / "a.mp4", pattern(), tone(), X264).read_bytes
    )
    kept = {video.session.VIDEO_FILE: file, video.session.MODELS: ["valorpp"]}
    monkeypatch.setattr(video.session, "get", kept.get)
    monkeypatch.setattr(video.session, "put", kept.__setitem__)
    video._start({"valorpp": open_store(run)}, usable(tmp_path / "weights"))
    own, job = kept[video.session.OWN], kept[video.session.VIDEO]
    job._thread.join(60)
    assert job.error is None and own.recipe == "clap-clip" and job.done == job.total == 2
    found = open_store(own.root / "runs" / "valorpp").explanation("street")
    assert found.prediction.segments.shape == (1, 2, 25, 2)
    assert any("is unlike what the model" in line or "is not known" in line for line in own.remarks)
    own.delete()
