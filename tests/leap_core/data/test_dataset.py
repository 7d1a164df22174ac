"""A data set's folder as a whole: settings, clips by name, videos."""

import json
from dataclasses import replace

import numpy as np
import pytest

from leap_core.categories import CATEGORIES
from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError

NAMES = ("-b_12345678_0_7", "abcdefghijk_3_10")
SETTINGS = {
    "name": "Tiny",
    "synthetic": True,
    "categories": ["Dog", "Cat"],
    "segments": 7,
    "segment_seconds": 0.5,
    "id_length": 11,
}


@pytest.fixture
def root(tmp_path):
    (tmp_path / "dataset.json").write_text(json.dumps(SETTINGS))
    rows = "".join(f"{name}\tDog\n" for name in NAMES)
    (tmp_path / "AVVP_test_pd.csv").write_text("filename\tevent_labels\n" + rows)
    events = f"filename\tonset\toffset\tevent_labels\n{NAMES[0]}\t0.5\t1.5\tDog\n"
    for modality in ("audio", "visual"):
        (tmp_path / f"AVVP_eval_{modality}.csv").write_text(events)
    return tmp_path


def test_the_settings_shape_the_grid(root):
    data = open_dataset(root)
    assert (data.name, data.synthetic, data.categories, data.segments) == ("Tiny", True, ("Dog", "Cat"), 7)
    assert data.annotations.grid.shape == (2, 2, 2, 7)
    assert np.flatnonzero(data.annotations.grid[0, 0, 0]).tolist() == [1, 2]
    assert data.index(NAMES[1]) == 1


def test_without_settings_a_folder_is_llp(root):
    (root / "dataset.json").unlink()
    data = open_dataset(root)
    assert (data.name, data.synthetic, data.categories, data.segments) == ("LLP", False, CATEGORIES, 10)


def test_features_and_pseudo_labels_are_of_the_clips_asked_for(root):
    """Widths 3, 5, 11; each clip's arrays hold its number, and a clip must be like the split's first."""
    for kind, rows, width in (("audio", 7, 3), ("visual", 14, 5), ("visual_st", 7, 11)):
        (root / "features" / kind).mkdir(parents=True)
        for number, name in enumerate(NAMES):
            np.save(root / "features" / kind / f"{name[:11]}.npy", np.full((rows, width), number, np.float32))
    for modality in ("audio", "visual"):
        (root / "pseudo_labels" / modality).mkdir(parents=True)
        for number, name in enumerate(NAMES):
            np.save(root / "pseudo_labels" / modality / f"{name}.npy", np.full((7, 2), number))
    data = open_dataset(root)
    features = data.features(NAMES[::-1])
    assert features.visual.shape == (2, 14, 5)
    assert features.visual_st[:, 0, 0].tolist() == [1, 0]
    assert data.pseudo_labels(NAMES[::-1]).any(axis=(1, 2, 3)).tolist() == [True, False]
    np.save(root / "features" / "audio" / f"{NAMES[1][:11]}.npy", np.zeros((7, 4), np.float32))
    with pytest.raises(InputError, match=r"expected the shape of the other clips, \(7, 3\), found \(7, 4\)"):
        data.features(NAMES[1:])


@pytest.mark.parametrize("file", ["AVVP_test_pd.csv", "AVVP_eval_audio.csv", "AVVP_eval_visual.csv"])
def test_the_fingerprint_follows_the_labels(root, file):
    before = open_dataset(root).fingerprint
    assert open_dataset(root).fingerprint == before
    path = root / file
    path.write_text(path.read_text().replace("Dog", "Cat"))
    assert open_dataset(root).fingerprint != before


def test_the_fingerprint_knows_which_file_says_it(root):
    before = open_dataset(root).fingerprint
    audio, visual = (root / f"AVVP_eval_{m}.csv" for m in ("audio", "visual"))
    texts = audio.read_text(), visual.read_text()
    audio.write_text(texts[0] + texts[1].partition("\n")[2])
    visual.write_text(texts[1].partition("\n")[0] + "\n")
    assert open_dataset(root).fingerprint != before


@pytest.mark.parametrize("folder", ["clips", "videos", "video", "raw_videos"])
@pytest.mark.parametrize("stem", [NAMES[0], NAMES[0][:11]])
def test_a_video_is_found_by_name_or_id(root, folder, stem):
    assert open_dataset(root).media(NAMES[0]) is None
    (root / folder).mkdir()
    (root / folder / f"{stem}.mp4").touch()
    assert open_dataset(root).media(NAMES[0]) == root / folder / f"{stem}.mp4"


def test_links_out_of_the_root_are_followed_where_that_is_allowed(root, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / f"{NAMES[0]}.mp4").touch()
    (root / "clips").symlink_to(elsewhere)
    data = open_dataset(root)
    kept = replace(data, links=False)
    assert data.media(NAMES[0]) == root / "clips" / f"{NAMES[0]}.mp4" and not data.leads_out(NAMES[0])
    assert kept.media(NAMES[0]) is None and kept.leads_out(NAMES[0])
    assert kept.media(NAMES[1]) is None and not kept.leads_out(NAMES[1])
    (root / "raw_audio").mkdir()
    (root / "raw_audio" / f"{NAMES[0]}.wav").touch()
    assert kept.media(NAMES[0]) == root / "raw_audio" / f"{NAMES[0]}.wav" and not kept.leads_out(NAMES[0])


@pytest.mark.parametrize("is_link", [False, True])
def test_inside_is_what_lies_in_the_root_that_a_link_leads_to(root, tmp_path_factory, is_link):
    (root / "stored").mkdir()
    (root / "stored" / f"{NAMES[0]}.mp4").touch()
    (root / "clips").symlink_to(root / "stored")
    if is_link:
        link = tmp_path_factory.mktemp("links") / "data"
        link.symlink_to(root)
        root = link
    assert replace(open_dataset(root), links=False).media(NAMES[0]) == root / "clips" / f"{NAMES[0]}.mp4"


def save_features(root, stem, value):
    for kind, rows in (("audio", 7), ("visual", 14), ("visual_st", 7)):
        (root / "features" / kind).mkdir(parents=True, exist_ok=True)
        np.save(root / "features" / kind / f"{stem}.npy", np.full((rows, 3), value, np.float32))


def test_clips_whose_names_start_alike_are_clips_of_their_own(root):
    """Two names that share 15 characters: `id_length` left out, each has its features, labels and video."""
    names = ("kitchen_camera_1", "kitchen_camera_2")
    settings = {key: value for key, value in SETTINGS.items() if key != "id_length"}
    (root / "dataset.json").write_text(json.dumps(settings))
    (root / "AVVP_test_pd.csv").write_text("filename\tevent_labels\n" + "".join(f"{n}\tDog\n" for n in names))
    (root / "clips").mkdir()
    folders = [root / kind / "segment_pseudo_labels" for kind in ("CLAP", "CLIP")]  # VALOR's layout
    for number, name in enumerate(names):
        save_features(root, name, number)
        (root / "clips" / f"{name}.mp4").touch()
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            np.save(folder / f"{name}.npy", np.full((7, 2), number))
    data = open_dataset(root)
    assert data.features(names).audio[:, 0, 0].tolist() == [0, 1]
    assert data.pseudo_labels(names).all(axis=(1, 2, 3)).tolist() == [False, True]
    assert [data.media(name).stem for name in names] == [data.id_of(name) for name in names] == [*names]
    assert not [line for line in data.annotations.report.lines() if "ids" in line or "same video" in line]
    (root / "features" / "audio" / f"{names[0]}.npy").unlink()
    save_features(root, names[0][:11], 2)
    with pytest.raises(InputError, match=rf"{names[0]}.npy: expected the features .*`id_length`"):
        data.features(names)


def test_clips_of_one_video_share_what_is_named_by_its_id_alone(root):
    names = ("abcdefghijk_0_7", "abcdefghijk_7_14")
    (root / "AVVP_test_pd.csv").write_text("filename\tevent_labels\n" + "".join(f"{n}\tDog\n" for n in names))
    save_features(root, "abcdefghijk", 1)
    data = open_dataset(root)
    assert data.features(names).audio[:, 0, 0].tolist() == [1, 1]
    save_features(root, names[1], 2)  # the full name goes first
    assert data.features(names).audio[:, 0, 0].tolist() == [1, 2]
    assert "  names of the same video as another: 1" in data.annotations.report.lines()


@pytest.mark.parametrize(
    ("said", "length"),
    [
        (None, 11),
        ({"name": "LLP"}, 11),
        ({"segments": 10}, 11),
        ({"name": "Tiny"}, None),
        ({"name": "Tiny", "id_length": 3}, 3),
        ({"name": "Tiny", "id_length": None}, None),
    ],
)
def test_ids_of_11_characters_are_llps_alone(root, said, length):
    (root / "dataset.json").unlink() if said is None else (root / "dataset.json").write_text(json.dumps(said))
    assert open_dataset(root).id_of(NAMES[1]) == NAMES[1][:length]


@pytest.mark.parametrize("name", ["nobody", "../AVVP_test_pd", NAMES[0][:11]])
def test_an_unknown_clip_is_named(root, name):
    data = open_dataset(root)
    for ask in (
        data.index,
        data.media,
        lambda name: data.features([name]),
        lambda n: data.pseudo_labels([n]),
    ):
        with pytest.raises(InputError, match=r"nobody|AVVP_test_pd|-b_12345678"):
            ask(name)


@pytest.mark.parametrize(
    "key, value",
    [
        ("name", ""),
        ("name", 3),
        ("synthetic", "no"),
        ("categories", []),
        ("categories", "Dog"),
        ("categories", ["Dog", "Dog"]),
        ("segments", 0),
        ("segments", 2.5),
        ("segments", True),
        ("segment_seconds", -1),
        ("segment_seconds", "1"),
        ("recipe", "secret"),
        ("id_length", 0),
        ("id_length", 11.0),
        ("id_length", True),
        ("id_length", "all"),
    ],
)
def test_unsound_settings_are_named(root, key, value):
    (root / "dataset.json").write_text(json.dumps(SETTINGS | {key: value}))
    with pytest.raises(InputError, match=rf"dataset.json: {key} cannot be .*docs/formats.md"):
        open_dataset(root)


def test_a_setting_that_there_is_not_is_named(root):
    (root / "dataset.json").write_text(json.dumps(SETTINGS | {"colour": "red"}))
    with pytest.raises(
        InputError, match=r"dataset.json: the record of a data set has no 'colour'.*docs/formats.md"
    ):
        open_dataset(root)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "7"])
def test_settings_that_are_no_object_are_named(root, text):
    (root / "dataset.json").write_text(text)
    with pytest.raises(InputError, match=r"dataset.json: expected the record of a data set as a JSON object"):
        open_dataset(root)
