import json
import pickle
from dataclasses import replace
from itertools import pairwise

import pytest
import torch

import leap_core as lc
from leap_core import official, presets
from leap_core.checkpoints import save_official, to_official
from leap_core.config import HanConfig, LeapConfig, MmilConfig, MmPyrConfig, ModelConfig

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
    """Equal but for what no state dict holds: dropout, and the label width of models without labels."""
    return replace(found, dropout=0, label_dim=0) == replace(expected, dropout=0, label_dim=0)


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
    "name", ["leap_mm_pyr", "mmil_mm_pyr", "mmil_han", "mmil_han_valor", "mmil_han_valor_l2"]
)
def test_export_has_every_key_of_the_release_and_no_other(golden, name):
    state = golden.state(name)
    back = to_official(lc.from_official(state, name))
    assert {key: tuple(x.shape) for key, x in back.items()} == golden.shapes(name)
    dead = official.dead_shapes(lc.from_official(state).config)
    for key, tensor in state.items():
        assert torch.equal(back[key], torch.zeros_like(tensor) if key in dead else tensor), key


def test_golden_configs_are_the_presets(golden):
    for name, preset in (
        ("leap_mm_pyr", presets.leap_mm_pyr()),
        ("mmil_han", presets.mmil_han()),
        ("mmil_han_valor", presets.mmil_han_valor()),
        ("mmil_mm_pyr", replace(presets.mmil_mm_pyr(), decoder=MmilConfig(swap_modalities=True))),
    ):
        assert lc.from_official(golden.state(name)).config == preset
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
        ({"encoder": "x", "decoder": DECODER}, r'config\.encoder cannot be "x": .* of kind .*han, mm_pyr'),
        (
            {"encoder": {"kind": "rnn"}, "decoder": DECODER},
            r"cannot be .*rnn.* of kind .*han, mm_pyr",
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


class Evil:
    def __reduce__(self):
        return exec, ("raise SystemExit('code ran')",)


def test_code_in_a_checkpoint_never_runs(tmp_path):
    path = tmp_path / "model.pt"
    for write in (
        lambda: torch.save({"model": Evil()}, path),
        lambda: path.write_bytes(pickle.dumps(Evil())),
    ):
        write()
        with pytest.raises(lc.InputError, match="expected a file of tensors only"):
            lc.load_checkpoint(path)
