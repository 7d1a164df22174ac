"""Models whose features are of other shapes than LLP's, from training to a what-if."""

import re
from dataclasses import replace

import numpy as np
import pytest
import torch

import leap_core as lc
from leap_core.browse.likeness import by_features, pooled_features
from leap_core.config import TrainConfig
from leap_core.data import open_dataset
from leap_core.data.nothing import nothing_of
from leap_core.data.statistics import FEATURES, FeatureStatistics
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.what_if import load_live, what_if
from leap_core.training import train
from tests.tiny_dataset import SIZES, C, T, as_patches, make_dataset, names, tiny, without_motion

DATA = {"mmil_han_lsld": without_motion, "mmil_han_valorpp": as_patches, "cmpae": lambda root: root}
MAPS = {"mmil_han_lsld": ["Wt", "Wm"], "mmil_han_valorpp": ["Wt", "Wm"], "cmpae": ["Wp", "Wn", "U"]}
CLIP = names("test")[3]


@pytest.fixture(scope="module", params=DATA)
def preset(request):
    return request.param


@pytest.fixture(scope="module")
def data(preset, tmp_path_factory):
    return open_dataset(DATA[preset](make_dataset(tmp_path_factory.mktemp(preset) / "data")))


@pytest.fixture(scope="module")
def store(preset, data):
    """Trained for two epochs and explained."""
    sets = [open_dataset(data.root, split) for split in ("train", "val")]
    settings = TrainConfig(epochs=2, batch_size=8, learning_rate=1e-2, avss_weight=0.0)
    folder = data.root / "runs" / preset
    losses = train(tiny(lc.presets.PRESETS[preset]()), settings, *sets, "none", folder, "cpu")["basic"]
    assert losses.iloc[-1] < losses.iloc[0]
    return explain_dataset(folder / "checkpoint", data, folder, validation=sets[1])


@pytest.fixture
def live(store):
    return load_live(store.folder, store.run)


def test_it_is_stored_with_what_the_model_says(preset, data, store):
    assert [kind.key for kind in store.run.maps] == MAPS[preset]
    model = lc.load_checkpoint(store.folder / "checkpoint")
    expected = lc.explain(model, data.features([CLIP]).map(torch.from_numpy))
    stored = store.explanation(CLIP)
    np.testing.assert_allclose(stored.prediction.segments, expected.prediction.segments, atol=1e-5)
    for key, maps in expected.maps.items():
        for m, found in maps.items():
            assert found.shape == (1, 1, 1, C, T)
            np.testing.assert_allclose(stored.maps[key][m], found, atol=1e-3)
    assert len(store.filenames) == SIZES["test"] and len(store.run.metrics) == 11


def test_unusual_seconds_are_known_by_the_features_trained_on(data, store):
    seen = FeatureStatistics.load(store.folder / "training" / FEATURES, like=data)
    z = seen.z(data.features(names("test")[:5]))
    assert z.shape == (5, 2, T) and np.isfinite(z).all()
    assert 0.5 < z.mean() < 2
    distances = by_features(pooled_features(data), 3)
    assert distances[3] == 0 and (np.delete(distances, 3) > 0).all()


def test_seconds_are_taken_away_where_that_is_possible(preset, data, live):
    features = data.features([CLIP])
    zeros = nothing_of("zeros", data, CLIP, lambda: None).features
    before = live.predict(features)
    blanked = what_if(live, features, zeros, [], [2])
    assert not np.array_equal(blanked.segments, before.segments)
    if preset == "mmil_han_valorpp":
        with pytest.raises(lc.InputError, match=r"sound: its features are of the whole clip.*attention"):
            what_if(live, features, zeros, [2], [])
    else:
        assert not np.array_equal(what_if(live, features, zeros, [2], []).segments, before.segments)
    masked = what_if(live, features, None, [2], [])
    assert not np.array_equal(masked.clip[:, 0], before.clip[:, 0])


def test_the_quietest_second_is_one_of_the_clip(data, store):
    nothing = nothing_of("quietest", data, CLIP, lambda: None)
    assert nothing.features.kinds.keys() == data.features([CLIP]).kinds.keys()
    assert re.match("its own quietest second, [0-6]\u2013[1-7] s", nothing.heard)


def test_features_that_a_model_needs_and_data_lacks_are_named(tmp_path):
    root = without_motion(make_dataset(tmp_path / "data"))
    data = open_dataset(root)
    config = replace(tiny(lc.presets.mmil_han()), classes=C, visual_st_dim=17, **data.feature_dims)
    lc.save_checkpoint(lc.build_model(config), tmp_path / "checkpoint")
    with pytest.raises(lc.InputError, match="its visual_st_dim is 17, that of Tiny is not there"):
        explain_dataset(tmp_path / "checkpoint", data, tmp_path / "run")


def test_features_that_a_model_does_not_read_may_be_there(tmp_path):
    data = open_dataset(make_dataset(tmp_path / "data"))
    config = tiny(lc.presets.mmil_han_lsld())
    config = replace(config, classes=C, **data.feature_dims | {"visual_st_dim": 512})
    lc.save_checkpoint(lc.build_model(config), tmp_path / "checkpoint")
    assert len(explain_dataset(tmp_path / "checkpoint", data, tmp_path / "run").filenames) == SIZES["test"]
