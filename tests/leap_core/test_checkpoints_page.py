"""docs/checkpoints.md: every row of its table is as it says."""

from pathlib import Path

import numpy as np
import pytest
import torch

from leap_core import official
from leap_core.metrics import GATES, Thresholds, binarise
from leap_core.model import build_model
from leap_core.types import Features, Prediction

PAGE = Path(__file__).parents[2] / "docs" / "checkpoints.md"
COLUMNS = "release", "kind", "told", "audio", "visual", "visual_st", "gate", "segment", "clip"
ROWS = [
    dict(zip(COLUMNS, cells, strict=True))
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "`" in line
    for cells in [[cell.strip(" `") for cell in line.strip("| ").split(" | ")]]
]


@pytest.fixture(params=ROWS, ids=lambda row: row["kind"])
def row(request):
    return request.param


@pytest.fixture
def shapes(row, golden):
    """Of the keys of the release; golden files have those of two others."""
    of = row["kind"].replace("_pre", "").replace("coleaf", "cmpae").removesuffix("_two_pass")
    two = {"one": (1, 25, 512), "two": (1, 25, 512)} if row["kind"].startswith("coleaf") else {}
    return golden.shapes(of) | two


@pytest.fixture
def config(row, shapes):
    return official.find_config(shapes, row["kind"], "row")


def test_every_kind_has_a_row():
    assert [row["kind"] for row in ROWS] == [*dict.fromkeys(row["kind"] for row in ROWS)]
    assert {row["kind"] for row in ROWS} == set(official.KINDS)


def test_its_keys_tell_it_or_do_not(row, shapes, config):
    found = official.find_kind(shapes, "row")
    if row["told"] == "no":
        other = official.find_config(shapes, found, "row")
        assert found != row["kind"]
        assert other != config or official.spare(row["kind"])
    else:
        assert found == row["told"].removeprefix("as `").replace("yes", row["kind"])
        assert official.find_config(shapes, found, "row") == config


def test_it_reads_features_of_those_shapes(row, config):
    stated = {name: row[name] for name in ("audio", "visual", "visual_st") if row[name] != "none"}
    sizes = {name: tuple(map(int, text.split(" x "))) for name, text in stated.items()}
    assert {k: x[1:] for k, x in config.feature_shapes(1, 10, config.front_end.frames).items()} == sizes
    with torch.device("meta"):
        features = Features(**{name: torch.empty(1, *size) for name, size in sizes.items()})
        labels = torch.empty(25, config.label_dim) if config.decoder.takes_labels else None
        assert build_model(config)(features, labels).segments.shape == (1, 2, 25, 10)


def test_its_gate_and_threshold_are_known_to_evaluate(row):
    p = Prediction(np.full((1, 2, 2, 1), 0.5), np.full((1, 2, 2), 0.5), np.full((1, 2), 0.5))
    by_class = row["clip"].endswith(", picture by class")
    audio = float(row["clip"].removeprefix("sound ").removesuffix(", picture by class"))
    visual = np.array([0.3, 0.6]) if by_class else audio  # whatever they are
    at = Thresholds(float(row["segment"]), np.stack(np.broadcast_arrays(audio, visual, np.zeros(2))[:2]))
    assert row["gate"] in GATES
    assert binarise(p, at, row["gate"])[0, 1].any(axis=1).tolist() == (
        [True, False] if by_class else [True] * 2
    )
    assert binarise(p, at, row["gate"])[0, 0].all() == (audio <= 0.5)
