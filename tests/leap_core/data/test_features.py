"""Feature folders: layouts, types, and every kind of broken file."""

import shutil

import numpy as np
import pytest

from leap_core.data.features import load_features
from leap_core.errors import InputError

NAMES = ("-b_12345678_0_7", "abcdefghijk_3_10")
T, S = 7, 3
WIDTHS = {"audio": 5, "visual": 11, "visual_st": 13}


def write(root, folders=("features/audio", "features/visual", "features/visual_st"), dtype=np.float32):
    rng = np.random.default_rng(0)
    arrays = {}
    for folder, (kind, width) in zip(folders, WIDTHS.items(), strict=True):
        (root / folder).mkdir(parents=True)
        for name in NAMES:
            rows = T * S if kind == "visual" else T
            arrays[kind, name] = rng.standard_normal((rows, width)).astype(dtype)
            np.save(root / folder / f"{name[:11]}.npy", arrays[kind, name])
    return arrays


@pytest.mark.parametrize(
    "folders",
    [
        ("features/audio", "features/visual", "features/visual_st"),
        ("feats/vggish", "feats/res152", "feats/r2plus1d_18"),
        ("vggish", "res152", "r2plus1d_18"),
    ],
)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_every_layout_and_type(tmp_path, folders, dtype):
    arrays = write(tmp_path, folders, dtype)
    features = load_features(tmp_path, NAMES, [T] * len(NAMES))
    for kind in WIDTHS:
        found = getattr(features, kind)
        assert found.dtype == np.float32
        assert (found == np.stack([arrays[kind, name] for name in NAMES]).astype(np.float32)).all()


@pytest.fixture
def root(tmp_path):
    write(tmp_path)
    return tmp_path


def broken(how, path):
    array = np.load(path)
    if how == "missing":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(path.read_bytes()[:-50])
    elif how == "pickled":
        np.save(path, np.array([{"a": 1}], object), allow_pickle=True)
    elif how == "text":
        path.write_text("not an array")
    else:
        array = {
            "short": array[:-1],
            "empty": array[:0],
            "flat": array.reshape(-1),
            "whole numbers": array.astype(int),
            "NaN": np.where(np.arange(len(array))[:, None] == 2, np.nan, array),
            "too large": array.astype(np.float64) * 1e300,
            "wider": np.pad(array, ((0, 0), (0, 1))),
        }[how]
        np.save(path, array)


MESSAGES = {
    "missing": "expected the features of a clip, found no file",
    "truncated": "expected the features of a clip as a whole .npy file",
    "pickled": "expected the features of a clip as a whole .npy file",
    "text": "expected the features of a clip as a whole .npy file",
    "short": r"expected floats of shape \((a multiple of 7|7 or 64|7), width\), found float32 \((6|20), ",
    "empty": r"expected floats of shape .*, found float32 \(0, ",
    "flat": r"expected floats of shape .*, found float32 \(\d+,\)",
    "whole numbers": "expected floats of shape .*, found int64",
    "NaN": "expected finite numbers, found NaN or infinity",
    "too large": "expected finite numbers, found NaN or infinity",
    "wider": "expected the shape of the other clips",
}


@pytest.mark.parametrize("kind", WIDTHS)
@pytest.mark.parametrize("how", MESSAGES)
def test_a_broken_file_is_named(root, kind, how):
    path = root / "features" / kind / f"{NAMES[1][:11]}.npy"
    broken(how, path)
    with pytest.raises(InputError, match=MESSAGES[how]) as error:
        load_features(root, NAMES, [T] * len(NAMES))
    assert error.value.source == str(path)
    assert error.value.remedy == "Extract or download the clip's features again."


def test_numbers_are_finite_though_their_sum_is_not(root):
    path = root / "features" / "audio" / f"{NAMES[1][:11]}.npy"
    np.save(path, np.full_like(np.load(path), 3e38))
    assert (load_features(root, NAMES, [T] * len(NAMES)).audio[1] == np.float32(3e38)).all()
    np.save(path, np.load(path) * np.where(np.arange(T) % 2, np.inf, -np.inf)[:, None].astype(np.float32))
    with pytest.raises(InputError, match=MESSAGES["NaN"]):
        load_features(root, NAMES, [T] * len(NAMES))


@pytest.mark.parametrize("kind", WIDTHS)
def test_a_batch_read_apart_must_be_like_the_others(root, kind):
    path = root / "features" / kind / f"{NAMES[1][:11]}.npy"
    broken("wider", path)
    assert load_features(root, NAMES[1:], [T]).audio.shape[:2] == (1, T)
    with pytest.raises(InputError, match=r"expected the shape of the other clips") as error:
        load_features(root, NAMES[1:], [T], like=(NAMES[0], T))
    assert error.value.source == str(path)


def test_missing_folders_are_named(root):
    (root / "features" / "visual").rename(root / "elsewhere")
    with pytest.raises(
        InputError, match=r"expected features in the folders features/audio, .*docs/formats.md"
    ):
        load_features(root, NAMES, [T] * len(NAMES))


def test_sound_may_be_patches_and_motion_missing(root):
    for path in (root / "features" / "audio").iterdir():
        np.save(path, np.ones((64, 5), np.float32))
    features = load_features(root, NAMES, [T] * len(NAMES))
    assert features.audio.shape == (len(NAMES), 64, 5) and features.length == T
    shutil.rmtree(root / "features" / "visual_st")
    bare = load_features(root, NAMES, [T] * len(NAMES))
    assert bare.visual_st is None and [*bare.kinds] == ["audio", "visual"]
    np.testing.assert_array_equal(bare.visual, features.visual)
