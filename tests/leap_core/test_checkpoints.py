import argparse
import json
import pickle
import random
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

import leap_core as lc
from leap_core import official, presets
from leap_core.checkpoints import save_official, to_official
from leap_core.config import (
    EvidentialConfig,
    FrontEndConfig,
    HanConfig,
    LeapConfig,
    MixedHanConfig,
    MmilConfig,
    MmPyrConfig,
    ModelConfig,
)
from leap_core.unpickling import load_tensors

SIZES = dict(classes=7, width=16, audio_dim=3, visual_dim=11, visual_st_dim=13, label_dim=19)
RELEASES = {
    "leap_mm_pyr": ModelConfig(
        MmPyrConfig(levels=1, feed_forward=23),
        LeapConfig(blocks=2, feed_forward=29),
        **(SIZES | {"classes": 25}),
    ),
    "mmil_mm_pyr": ModelConfig(
        MmPyrConfig(levels=2, feed_forward=23), MmilConfig(swap_modalities=True), **SIZES
    ),
    "mmil_han": ModelConfig(HanConfig(layers=2, feed_forward=23), MmilConfig(), **SIZES),
    "mmil_han_valor": ModelConfig(
        HanConfig(layers=2, heads=8, feed_forward=23, order="sequential"), MmilConfig(), **SIZES
    ),
    "mmil_han_valor_pre": ModelConfig(
        HanConfig(layers=2, heads=8, feed_forward=23, order="sequential", norm="pre"), MmilConfig(), **SIZES
    ),
    "mmil_han_valorpp": ModelConfig(
        HanConfig(layers=2, heads=8, feed_forward=23, order="sequential"),
        MmilConfig(),
        **(SIZES | {"audio_dim": 768}),
        front_end=FrontEndConfig(audio="patches"),
    ),
    "mmil_han_jomold": ModelConfig(HanConfig(feed_forward=23, order="chained"), MmilConfig(), **SIZES),
    "mmil_han_lsld": ModelConfig(
        HanConfig(layers=3, feed_forward=23, order="chained"),
        MmilConfig(),
        **SIZES,
        front_end=FrontEndConfig(spatio_temporal=False),
    ),
    "cmpae": ModelConfig(
        MixedHanConfig(feed_forward=23),
        EvidentialConfig(),
        **SIZES,
        front_end=FrontEndConfig(activation="elu"),
    ),
}


@pytest.fixture(params=RELEASES)
def kind(request):
    return request.param


@pytest.fixture
def model(kind):
    return lc.build_model(RELEASES[kind]).eval()


@pytest.fixture
def state(model):
    return to_official(model)


def same_config(found, expected):
    """Equal but for what a state dict does not hold: dropout, widths of what the model does not read."""
    still = dict(dropout=0, label_dim=0) | ({} if found.front_end.spatio_temporal else {"visual_st_dim": 1})
    return replace(found, **still) == replace(expected, **still)


def assert_same_weights(first, second):
    assert first.state_dict().keys() == second.state_dict().keys()
    for (name, a), b in zip(first.state_dict().items(), second.state_dict().values(), strict=True):
        assert torch.equal(a, b), name


def test_official_export_comes_back_the_same(kind, model, state):
    named = kind if kind.endswith("_pre") else None  # the keys of the other kinds tell
    back = lc.from_official(state, named)
    assert same_config(back.config, model.config)
    assert_same_weights(back, model)
    assert not back.training
    assert all(weight.requires_grad for weight in back.parameters())


@pytest.mark.parametrize(
    "name",
    [
        *("leap_mm_pyr", "mmil_mm_pyr", "mmil_han", "mmil_han_jomold", "mmil_han_lsld"),
        *("mmil_han_valor", "mmil_han_valor_l2", "mmil_han_valorpp", "cmpae"),
    ],
)
def test_export_has_every_key_of_the_release_and_no_other(golden, name):
    state = golden.state(name)
    back = to_official(lc.from_official(state, name))
    assert {key: tuple(x.shape) for key, x in back.items()} == golden.shapes(name)
    for key, tensor in state.items():
        assert torch.equal(back[key], tensor), key


def test_golden_configs_are_the_presets(golden):
    for name, preset in (
        ("leap_mm_pyr", presets.leap_mm_pyr()),
        ("mmil_han", presets.mmil_han()),
        ("mmil_han_valor", presets.mmil_han_valor()),
        ("mmil_mm_pyr", replace(presets.mmil_mm_pyr(), decoder=MmilConfig(swap_modalities=True))),
    ):
        assert lc.from_official(golden.state(name)).config == preset
    for name in ("mmil_han_lsld", "mmil_han_valorpp", "cmpae"):
        assert lc.from_official(golden.state(name)).config == presets.PRESETS[name]()
    jomold = replace(presets.mmil_han(), encoder=HanConfig(order="chained"))
    assert lc.from_official(golden.state("mmil_han_jomold")).config == jomold
    small = lc.from_official(golden.state("mmil_han_valor_l2")).config
    assert (small.width, small.encoder.layers, small.encoder.feed_forward) == (256, 2, 1024)


def test_every_missing_key_is_named(kind, state):
    for key in state:
        rest = {k: v for k, v in state.items() if k != key}
        with pytest.raises(lc.InputError) as caught:
            lc.from_official(rest, kind)
        assert key in str(caught.value)


def test_every_misshapen_key_is_named(kind, state):
    config = official.find_config({k: tuple(v.shape) for k, v in state.items()}, kind, "test")
    for key in state:
        wrong = state | {key: torch.cat((state[key], state[key]))}
        shapes = {k: tuple(v.shape) for k, v in wrong.items()}
        with pytest.raises(lc.InputError) as caught:
            lc.from_official(wrong, kind)
        if official.find_config(shapes, kind, "test") == config:  # a size is read from some keys
            assert key in str(caught.value)


def test_unknown_keys_are_named(kind, state):
    with pytest.raises(lc.InputError, match=r"unknown key AVL\.bonus"):
        lc.from_official(state | {"AVL.bonus": torch.zeros(2)}, kind)


def test_dead_keys_may_hold_anything(kind, model, state):
    dead = official.dead_shapes(model.config)
    assert dead or kind.endswith("_pre")
    filled = {key: torch.full_like(x, 1e6) if key in dead else x for key, x in state.items()}
    assert_same_weights(lc.from_official(filled, kind), model)


@pytest.fixture
def filled(state):
    """A release whose dead tensors hold numbers of their own, as after training."""
    draw = torch.Generator().manual_seed(4)
    dead = official.dead_shapes(lc.from_official(state).config)
    return state | {key: torch.randn(shape, generator=draw) for key, shape in dead.items()}


def same_bits(first, second):
    return first.keys() == second.keys() and all(torch.equal(first[key], second[key]) for key in first)


def test_dead_tensors_go_to_the_native_folder_and_back_bit_for_bit(kind, filled, tmp_path):
    model = lc.from_official(filled, kind)
    lc.save_checkpoint(model, tmp_path / "native")
    assert same_bits(to_official(lc.load_checkpoint(tmp_path / "native")), filled)
    assert not set(model.dead) & {official for official, _ in model.named_parameters()}
    files = {path.name for path in (tmp_path / "native").iterdir()}
    assert ("dead.safetensors" in files) == (not kind.endswith("_pre"))


def test_a_native_folder_without_dead_tensors_opens_and_exports_zeros(tmp_path):
    model = lc.build_model(RELEASES["mmil_han"])
    model.dead = {key: torch.ones(shape) for key, shape in official.dead_shapes(model.config).items()}
    lc.save_checkpoint(model, tmp_path)
    (tmp_path / "dead.safetensors").unlink()
    back = to_official(lc.load_checkpoint(tmp_path))
    assert not any(back[key].any() for key in model.dead)


def test_a_new_model_leaves_no_dead_tensors_of_an_older_one(tmp_path):
    model = lc.build_model(RELEASES["mmil_han"])
    model.dead = {key: torch.ones(shape) for key, shape in official.dead_shapes(model.config).items()}
    lc.save_checkpoint(model, tmp_path)
    lc.save_checkpoint(lc.build_model(RELEASES["mmil_han_valor"]), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.json", "model.safetensors"]
    lc.load_checkpoint(tmp_path)


def test_dead_tensors_that_do_not_fit_are_named(folder):
    safetensors.torch.save_file({"hat_encoder.norm1.weight": torch.ones(3)}, folder / "dead.safetensors")
    with pytest.raises(lc.InputError, match=r"dead\.safetensors: the checkpoint misses key audio_encoder"):
        lc.load_checkpoint(folder)


def test_coleaf_keeps_two_tensors_whatever_they_are_called(tmp_path):
    state = to_official(lc.build_model(RELEASES["cmpae"]))
    whole = state | {"first_token": torch.full((1, 7, 16), 3.0), "second_token": torch.full((2,), 5.0)}
    model = lc.from_official(whole, "coleaf")
    assert_same_weights(model, lc.from_official(state))
    lc.save_checkpoint(model, tmp_path)
    assert same_bits(to_official(lc.load_checkpoint(tmp_path)), whole)
    for wrong in (state, state | {"first_token": torch.zeros(1)}, whole | {"third": torch.zeros(1)}):
        if wrong is not state:
            with pytest.raises(lc.InputError, match="unknown key"):
                lc.from_official(wrong, "coleaf")
    with pytest.raises(lc.InputError, match="unknown key first_token and 1 more"):
        lc.from_official(whole)


def test_aliases_must_agree():
    state = to_official(lc.build_model(RELEASES["leap_mm_pyr"]))
    key = "MMP.capture.anetwork.0.conv1.weight"
    with pytest.raises(lc.InputError, match=r"anetwork\.0\.net\.0\.weight and .*conv1\.weight"):
        lc.from_official(state | {key: state[key] + 1})


@pytest.mark.parametrize("wrapper", ["model", "state_dict", "model_state_dict"])
def test_wrapped_and_parallel_checkpoints_open(kind, model, state, wrapper):
    wrapped = {"epoch": 3, wrapper: {f"module.{key}": x for key, x in state.items()}}
    assert_same_weights(lc.from_official(wrapped, kind), model)


@pytest.mark.parametrize(
    "state",
    [None, [1], {}, {"fc_a.weight": 3}, {3: torch.zeros(1)}, {"fc_a.weight": torch.zeros(2, 2).long()}],
)
def test_what_is_no_state_dict_is_refused(state):
    with pytest.raises(lc.InputError):
        lc.from_official(state)


def test_an_unknown_or_wrong_kind_is_refused():
    state = to_official(lc.build_model(RELEASES["mmil_han"]))
    with pytest.raises(lc.InputError, match="Choose one of leap_mm_pyr"):
        lc.from_official(state, "mmil_hann")
    for wrong in set(official.KINDS) - {"mmil_han"}:
        with pytest.raises(lc.InputError, match=r"key|matrix"):
            lc.from_official(state, wrong)
    with pytest.raises(lc.InputError, match="Name the kind, one of leap_mm_pyr"):
        lc.from_official({"fc_a.weight": torch.zeros(2, 2)})


@pytest.mark.parametrize(
    "config",
    [
        ModelConfig(MmPyrConfig(), MmilConfig(), **SIZES),  # the release reads the modalities swapped
        ModelConfig(HanConfig(), LeapConfig(), **SIZES),
        ModelConfig(MmPyrConfig(heads=4), LeapConfig(), **SIZES),
        ModelConfig(MmPyrConfig(), LeapConfig(read_out="first"), **SIZES),
        ModelConfig(MmPyrConfig(), LeapConfig(queries="learnable"), **SIZES),
        ModelConfig(HanConfig(norm="pre"), MmilConfig(), **SIZES),
    ],
)
def test_what_no_release_can_hold_is_not_exported(config):
    with torch.device("meta"), pytest.raises(lc.InputError, match="no released model is"):
        to_official(lc.build_model(config))


def test_native_folder_comes_back_the_same(small_config, tmp_path):
    model = lc.build_model(small_config)
    lc.save_checkpoint(model, tmp_path / "deep" / "run")
    back = lc.load_checkpoint(tmp_path / "deep" / "run")
    assert back.config == small_config
    assert not back.training
    assert_same_weights(back, model)
    assert sorted(p.name for p in (tmp_path / "deep" / "run").iterdir()) == [
        "config.json",
        "model.safetensors",
    ]
    lc.save_checkpoint(back, tmp_path / "deep" / "run")  # over an older one
    assert_same_weights(lc.load_checkpoint(tmp_path / "deep" / "run"), model)


def test_official_file_comes_back_the_same(kind, model, tmp_path):
    path = tmp_path / "model.pt"
    save_official(model, path)
    assert_same_weights(lc.load_checkpoint(path, kind), model)
    assert [p.name for p in tmp_path.iterdir()] == ["model.pt"]


@pytest.fixture
def folder(tmp_path):
    lc.save_checkpoint(lc.build_model(RELEASES["mmil_han"]), tmp_path)
    return tmp_path


def edit(folder, **values):
    record = folder / "config.json"
    record.write_text(json.dumps(json.loads(record.read_text(encoding="utf-8")) | values), encoding="utf-8")


def test_a_newer_format_says_to_update(folder):
    edit(folder, format=2)
    with pytest.raises(lc.InputError, match=r"config\.json: its format is 2.*up to 1\. Update"):
        lc.load_checkpoint(folder)


DECODER = {"kind": "mmil"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (None, "config cannot be null"),
        ({}, r"expected config\.encoder in the record of a checkpoint"),
        ("x", 'config cannot be "x"'),
        (
            {"encoder": "x", "decoder": DECODER},
            r'config\.encoder cannot be "x": .* of kind .*han, han_mixed, mm_pyr',
        ),
        (
            {"encoder": {"kind": "rnn"}, "decoder": DECODER},
            r"cannot be .*rnn.* of kind .*han, han_mixed, mm_pyr",
        ),
        ({"encoder": {"kind": "han"}, "decoder": {"kind": "mmil", "x": 1}}, r"has no 'config\.decoder\.x'"),
        ({"encoder": {"kind": "han", "heads": 0}, "decoder": DECODER}, r"encoder\.heads cannot be 0"),
        ({"encoder": {"kind": "han", "layers": 10**6}, "decoder": DECODER}, "than or equal to 64"),
        ({"encoder": {"kind": "han", "heads": 7}, "decoder": DECODER}, "7 heads do not divide width 512"),
        ({"encoder": {"kind": "han", "norm": "x"}, "decoder": DECODER}, r"encoder\.norm .* 'post' or 'pre'"),
        (
            {"encoder": {"kind": "han"}, "decoder": DECODER, "width": 10**9},
            "width cannot be 1000000000",
        ),
    ],
)
def test_settings_of_no_model_are_refused(folder, settings, message):
    edit(folder, config=settings)
    with pytest.raises(lc.InputError, match=rf"config\.json: .*{message}"):
        lc.load_checkpoint(folder)


def test_a_native_folder_whose_parts_do_not_fit_names_the_key(folder):
    lc.save_checkpoint(lc.build_model(RELEASES["mmil_mm_pyr"]), folder / "other")
    (folder / "other" / "model.safetensors").replace(folder / "model.safetensors")
    with pytest.raises(lc.InputError, match=r"model\.safetensors: .*misses key encoder\.layers"):
        lc.load_checkpoint(folder)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_missing_and_truncated_native_files_are_named(folder, name):
    whole = (folder / name).read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 3):
        (folder / name).write_bytes(whole[:length])
        with pytest.raises(lc.InputError, match=name):
            lc.load_checkpoint(folder)
    (folder / name).unlink()
    with pytest.raises(lc.InputError, match=name):
        lc.load_checkpoint(folder)


def test_missing_and_truncated_official_files_are_named(tmp_path):
    path = tmp_path / "model.pt"
    with pytest.raises(lc.InputError, match=r"model\.pt: expected a checkpoint here"):
        lc.load_checkpoint(path)
    save_official(lc.build_model(RELEASES["mmil_han"]), path)
    whole = path.read_bytes()
    cuts = range(0, len(whole), len(whole) // 29)
    for cut in cuts:
        path.write_bytes(whole[:cut])
        with pytest.raises(lc.InputError, match=r"model\.pt"):
            lc.load_checkpoint(path)
    for start, stop in pairwise(cuts):
        path.write_bytes(whole[:start] + whole[stop:])
        with pytest.raises(lc.InputError, match=r"model\.pt"):
            lc.load_checkpoint(path)


def as_training_saves_it(state):
    """JoMoLD's keys, and the command line's arguments, as others add them."""
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.Adam([weight], lr=1e-3)
    weight.sum().backward()
    optimizer.step()
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10, 0.1)
    return {
        "torch_rng": torch.get_rng_state(),
        "cuda_rng": [torch.get_rng_state()],
        "random_rng": random.getstate(),
        "numpy_rng": np.random.get_state(),
        "model": state,
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "epochs": 40,
        "best": np.float64(0.5),
        "args": argparse.Namespace(lr=1e-3, audio_dir="feats", root=Path("feats"), gpus=[0]),
    }


@pytest.mark.parametrize("kind", ["mmil_han_jomold", "mmil_han_lsld", "cmpae"])
def test_a_file_opens_as_training_saves_it(kind, model, state, tmp_path):
    path = tmp_path / "MMIL_best.pt"
    torch.save(as_training_saves_it(state), path)
    assert_same_weights(lc.load_checkpoint(path, kind), model)


@pytest.mark.parametrize("kind", ["mmil_han_jomold"])
def test_names_of_older_versions_of_numpy_are_known(state, model, tmp_path):
    """Numpy 1 says numpy.core, later ones numpy._core; both in a file without compression."""
    path = tmp_path / "model.pt"
    torch.save({"model": state, "numpy_rng": np.random.get_state()}, path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content.replace(b"cnumpy._core.multiarray\n", b"cnumpy.core.multiarray\n"))
    assert any(b"cnumpy._core.multiarray\n" in content for content in parts.values())
    assert_same_weights(lc.load_checkpoint(path), model)


def test_nothing_behind_the_known_names_runs(tmp_path):
    """They are stand-ins: an array of the wrapper is never made."""
    path = tmp_path / "model.pt"
    torch.save({"array": np.arange(3)}, path)
    held = load_tensors(path)
    assert type(held["array"]).__name__ == "_StandIn" and vars(held["array"]) == {}


class Evil:
    def __reduce__(self):
        return exec, ("raise SystemExit('code ran')",)


def test_code_in_a_checkpoint_never_runs(tmp_path):
    path = tmp_path / "model.pt"
    hidden = argparse.Namespace(deep=[Evil()])
    for write in (
        lambda: torch.save({"model": Evil()}, path),
        lambda: torch.save({"model": {}, "args": hidden}, path),
        lambda: path.write_bytes(pickle.dumps(Evil(), protocol=2)),
    ):
        write()
        with pytest.raises(
            lc.InputError, match=r"tensors only; it names \S*exec, which is not loaded"
        ) as found:
            lc.load_checkpoint(path)
        assert str(found.value).isprintable()
    path.write_bytes(pickle.dumps(Evil()))  # of another protocol, which torch.save does not write
    with pytest.raises(lc.InputError, match=r"expected a file of tensors only \(Unsupported operand 149\)"):
        lc.load_checkpoint(path)


@pytest.mark.parametrize("module", ["os", "posix", "numpy.testing", "torch.serialization"])
def test_a_refused_name_is_said(tmp_path, module):
    path = tmp_path / "model.pt"
    path.write_bytes(b"\x80\x02c" + module.encode() + b"\nsystem\nX\x01\x00\x00\x00a\x85R.")
    with pytest.raises(lc.InputError, match=rf"it names {module}\.system, which is not loaded"):
        lc.load_checkpoint(path)


def test_a_name_in_a_file_cannot_write_to_the_terminal(tmp_path):
    path = tmp_path / "model.pt"
    path.write_bytes(b"\x80\x02cx\x1b[31mred\x07" + b"y" * 999 + b"\nsystem\n)R.")
    with pytest.raises(lc.InputError, match="it names xred") as found:
        lc.load_checkpoint(path)
    assert str(found.value).isprintable() and len(str(found.value)) < 600
