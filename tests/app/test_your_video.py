"""Your video: which models it offers, by the features that can be made here."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from leap_app import folders
from leap_app.screens import video
from leap_core.categories import CATEGORIES
from leap_core.errors import InputError
from leap_core.extract.recipes import RECIPES
from leap_core.runs.store import open_store
from tests.app.conftest import opened


@pytest.fixture
def on_llp(demo):
    """The second run, as if its model took LLP's features; of both the checkpoints are there, by name."""
    for name, recipe in (("leap_mm_pyr", "compact"), ("mmil_mm_pyr", "llp")):
        path = demo / "runs" / name / "run.json"
        record = json.loads(path.read_text())
        path.write_text(
            json.dumps(record | {"config": record["config"] | dict(RECIPES[recipe].feature_dims)})
        )
        (path.parent / "checkpoint").mkdir(exist_ok=True)
        for file in ("config.json", "model.safetensors"):
            (path.parent / "checkpoint" / file).touch()
    return {name: open_store(demo / "runs" / name) for name in ("leap_mm_pyr", "mmil_mm_pyr")}


def script():
    from leap_app.screens import video

    video.show()


def offered():
    screen = opened(AppTest.from_function(script, default_timeout=20), {})
    (box,) = [box for box in screen.multiselect if box.label.startswith("Models")]
    return box.options, box.value


def test_models_on_llps_features_are_offered_where_weights_are_named(on_llp, monkeypatch, tmp_path):
    assert all(store.run.categories == CATEGORIES for store in on_llp.values())
    without, _ = offered()
    monkeypatch.setenv(folders.WEIGHTS, str(tmp_path))
    with_, chosen = offered()
    assert len(without) == 1 and len(with_) == 2
    assert chosen == ["leap_mm_pyr"]  # those of one recipe


def test_models_of_two_recipes_are_not_asked_together(on_llp, monkeypatch, tmp_path):
    monkeypatch.setenv(folders.WEIGHTS, str(tmp_path))
    assert [video._recipe_of(store).name for store in on_llp.values()] == ["compact", "llp"]
    monkeypatch.setattr(
        video.session,
        "get",
        {video.session.VIDEO_FILE: Path("street.mp4"), video.session.MODELS: [*on_llp]}.get,
    )
    with pytest.raises(InputError, match="found those of the recipes compact, llp"):
        video._start(on_llp)
