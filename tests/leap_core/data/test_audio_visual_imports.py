"""AVE, UnAV-100, OV-AVEBench and VALOR's LLP, from small files in the form of theirs."""

import json

import numpy as np
import pytest

from leap_core.data.check import check_dataset
from leap_core.data.dataset import open_dataset
from leap_core.data.imports import ave
from leap_core.data.label_embeddings import load_label_embeddings
from tests.command import run_leap

AVE = {
    "trainSet.txt": ["Church bell&RUhOCu3LNXM&good&0&10", "Frying (food)&-_1vuXvXF-o&good&2&9"],
    "valSet.txt": ["Rodents, rats, mice&--12UOziMF0&good&0&4"],
    "testSet.txt": [
        "Male speech, man speaking&1JCsy6a_fM8&good&3&7",
        "Bark&1JCsy6a_fM8&good&0&4",  # one video, two events
        "Bark&2abcdefghij&ok&5&5",  # one that is empty labels nothing
    ],
}
UNAV = {
    "version": "1.0",
    "database": {
        "__2MwJ2uHu0": {
            "duration": 3.9,
            "subset": "train",
            "annotations": [{"segment": [0.0, 3.9], "label": "playing acoustic guitar", "label_id": 1}],
        },
        "-0jeONf82dE": {
            "duration": 2.0,
            "subset": "validation",
            "annotations": [{"segment": [0.5, 1.0], "label": "dog barking", "label_id": 0}],
        },
        "zzzzzzzzzzz": {
            "duration": 5,
            "subset": "test",
            "annotations": [
                {"segment": [1.25, 2.5], "label": "dog barking", "label_id": 0},
                {"segment": [0, 5], "label": "playing acoustic guitar", "label_id": 1},
            ],
        },
    },
}
ROWS = {
    "__2MwJ2uHu0": (11, 12, 12),
    "-0jeONf82dE": (5, 5, 5),
    "zzzzzzzzzzz": (13, 13, 11),
}  # vggish, rgb, flow
META = [
    "split,cls_name,cls_type,vid_name",
    "train,dog barking,close,aaaaaaaaaaa",
    "val,dog barking,close,bbbbbbbbbbb",
    "test,dog barking,close,ccccccccccc",
    "test,playing acoustic guitar,open,ddddddddddd",
    "test,playing acoustic guitar,open,eeeeeeeeeee",
]
SECONDS = {
    "aaaaaaaaaaa": "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
    "bbbbbbbbbbb": "[0, 0, 1, 0, 0, 0, 0, 0, 0, 0]",
    "ccccccccccc": "[0, 1, 1, 0, 0, 0, 0, 1, 0, 0]",
    "ddddddddddd": "[0, 0, 0, 0, 0, 0, 0, 0, 0, 1]",
    "eeeeeeeeeee": "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]",  # of background alone
}


def write_ave(root):
    root.mkdir(exist_ok=True)
    for name, lines in AVE.items():
        (root / name).write_text("\n".join(lines) + "\n")
    return root


def write_unav(root):
    (root / "annotations").mkdir(parents=True)
    (root / "av_features").mkdir()
    (root / "annotations" / "unav100_annotations.json").write_text(json.dumps(UNAV))
    for name, lengths in ROWS.items():
        for what, rows, width in zip(("vggish", "rgb", "flow"), lengths, (11, 13, 17), strict=True):
            array = np.arange(rows)[:, None] * np.ones(width)
            np.save(root / "av_features" / f"{name}_{what}.npy", array.astype(np.float32))
    return root


def write_ovave(root):
    (root / "meta_anno_files").mkdir(parents=True)
    (root / "meta_anno_files" / "ovave_dataset_meta.csv").write_text("\n".join(META) + "\n")
    labels = {name: {"label": text, "category": "x"} for name, text in SECONDS.items()}
    (root / "meta_anno_files" / "ovavel_dataset_anno.json").write_text(json.dumps(labels))
    return root


def test_ave_opens_with_its_28_classes_and_audio_visual_truth(tmp_path):
    assert run_leap("data", "import", "ave", write_ave(tmp_path / "AVE_Dataset"), tmp_path / "data") == 0
    data = open_dataset(tmp_path / "data")
    labels = data.annotations
    assert (data.name, data.metrics, len(ave.CATEGORIES)) == ("AVE", "ave", 28)
    assert labels.filenames == ("1JCsy6a_fM8", "2abcdefghij") and not labels.dense
    assert not labels.grid.any() and labels.truth.shape == (2, 1, 28, 10)
    speech, bark = (data.categories.index(x) for x in ("Male_speech_man_speaking", "Bark"))
    assert np.flatnonzero(labels.truth[0, 0, speech]).tolist() == [3, 4, 5, 6]
    assert np.flatnonzero(labels.truth[0, 0, bark]).tolist() == [0, 1, 2, 3]
    assert labels.truth.sum() == 8 and labels.weak.sum(axis=1).tolist() == [2, 0]
    train = open_dataset(tmp_path / "data", "train").annotations
    assert train.truth[1, 0, data.categories.index("Frying_(food)")].tolist() == [False] * 2 + [True] * 7 + [
        False
    ]
    remarks = check_dataset(tmp_path / "data").remarks
    assert "test: truth is audio-visual alone; what is heard or seen alone is unknown" in remarks


def test_unav_has_a_segment_a_row_of_features_as_many_as_all_have(tmp_path):
    source, out = write_unav(tmp_path / "unav100"), tmp_path / "data"
    options = [x for kind in ("audio", "visual", "visual-st") for x in (f"--{kind}", source / "av_features")]
    assert run_leap("data", "import", "unav", source, out, *options) == 0
    data = open_dataset(out)
    assert data.categories == ("dog_barking", "playing_acoustic_guitar") and data.segment_seconds == 0.32
    assert data.segments_of("zzzzzzzzzzz") == 11 == data.segments
    assert np.flatnonzero(data.annotations.truth[0, 0, 0]).tolist() == [3, 4, 5, 6, 7]  # 1.25 to 2.5 s
    events = data.annotations.joint_events["zzzzzzzzzzz"]
    assert {(e.onset, e.offset) for e in events} == {(1.25, 2.5), (0.0, 5.0)}
    features = data.features(["zzzzzzzzzzz"])
    assert (features.audio.shape, features.visual.shape) == ((1, 11, 11), (1, 11, 13))
    assert features.visual_st is not None and features.visual_st[0, :, 0].tolist() == list(range(11))
    assert (out / "features" / "visual_st" / "zzzzzzzzzzz.npy").is_symlink()  # as it is
    assert not (out / "features" / "audio" / "zzzzzzzzzzz.npy").is_symlink()  # cut
    for name in ("train", "val"):
        assert len(open_dataset(out, name).annotations.filenames) == 1


def test_unav_without_features_has_seconds_and_what_is_missing_is_told(tmp_path):
    source = write_unav(tmp_path / "unav100")
    assert run_leap("data", "import", "unav", source, tmp_path / "plain") == 0
    assert open_dataset(tmp_path / "plain").segments_of("zzzzzzzzzzz") == 5
    (source / "av_features" / "zzzzzzzzzzz_vggish.npy").unlink()
    options = [x for kind in ("audio", "visual") for x in (f"--{kind}", source / "av_features")]
    assert run_leap("data", "import", "unav", source, tmp_path / "part", *options) == 0
    said = check_dataset(tmp_path / "part").remarks
    assert any(
        text.startswith("test: 1 clip without features, features/audio (zzzzzzzzzzz)") for text in said
    )


def test_ovave_opens_with_its_slices(tmp_path):
    assert run_leap("data", "import", "ovave", write_ovave(tmp_path / "OV-AVEL"), tmp_path / "data") == 0
    labels = open_dataset(tmp_path / "data").annotations
    assert labels.categories == ("dog_barking", "playing_acoustic_guitar")
    assert labels.slices["ccccccccccc"] == "seen" and labels.slices["eeeeeeeeeee"] == "unseen"
    assert np.flatnonzero(labels.truth[0, 0, 0]).tolist() == [1, 2, 7]
    assert labels.weak.tolist() == [[True, False], [False, True], [False, False]]
    assert labels.truth[2].sum() == 0 and labels.truth[1, 0, 1].tolist() == [False] * 9 + [True]


def test_a_class_of_any_words_has_the_mean_of_their_vectors(tmp_path):
    words = {"playing": [1, 2], "acoustic": [3, 4], "guitar": [5, 9], "dog": [0, 1], "barking": [2, 3]}
    table = tmp_path / "glove.toy.txt"
    table.write_text("".join(f"{word} {a} {b}\n" for word, (a, b) in words.items()))
    found = load_label_embeddings(table, ("dog_barking", "playing_acoustic_guitar"))
    assert found.tolist() == [[1, 2], [3, 5]]


def test_valors_folder_has_clap_and_clip(tmp_path):
    source = tmp_path / "data"
    names = {"train": "aaaaaaaaaaa_0_10", "val_pd": "bbbbbbbbbbb_0_10", "test_pd": "ccccccccccc_20_30"}
    widths = {"CLAP/features": (64, 7), "CLIP/features": (10, 7), "feats/r2plus1d_18": (10, 5)}
    for folder, shape in widths.items():
        (source / folder).mkdir(parents=True)
        for name in names.values():
            np.save(source / folder / f"{name[:11]}.npy", np.ones(shape, np.float32))
    for model in ("CLAP", "CLIP"):
        (source / model / "segment_pseudo_labels").mkdir()
        for name in names.values():
            path = source / model / "segment_pseudo_labels" / f"{name[:11]}.npy"
            np.save(path, np.full((10, 25), model == "CLAP", np.int64))
    for split, name in names.items():
        (source / f"AVVP_{split}.csv").write_text(f"filename\tevent_labels\n{name}\tSpeech,Dog\n")
    for modality in ("audio", "visual"):
        rows = f"filename\tonset\toffset\tevent_labels\n{names['test_pd']}\t2\t4.5\tDog\n"
        (source / f"AVVP_eval_{modality}.csv").write_text(rows)
    for root in (source, tmp_path / "out"):  # as it is, and brought in, which leaves LLP's own features aside
        data = open_dataset(root)
        assert data.features([names["test_pd"]]).audio.shape == (1, 64, 7)
        assert open_dataset(root, "train").pseudo_labels([names["train"]])[0, :, 0, 0].tolist() == [
            True,
            False,
        ]
        assert data.annotations.grid.sum() == 6 and data.annotations.dense
        if root == source:
            assert run_leap("data", "import", "valor", source, tmp_path / "out") == 0
    (source / "feats" / "vggish").mkdir()
    (source / "feats" / "res152").mkdir()
    assert not check_dataset(tmp_path / "out").rows[0]["video or sound"]
    assert "features, feats/vggish" in check_dataset(source).rows[0]
    (source / "CLAP" / "features").rename(source / "CLAP" / "gone")
    assert run_leap("data", "import", "valor", source, tmp_path / "again") == 2


BROKEN = {
    "ave": [
        ("testSet.txt", "Harp&1JCsy6a_fM8&good&3&7\n", "unknown class 'Harp'"),
        ("testSet.txt", "Bark&1JCsy6a_fM8&3&7\n", "line 1: expected Category&VideoID"),
        ("testSet.txt", "Bark&../x&good&3&7\n", "line 1: expected Category&VideoID"),
        ("valSet.txt", "Bark&1JCsy6a_fM8&good&3&x\n", "line 1: expected seconds"),
        ("trainSet.txt", None, "expected a text file of AVE"),
    ],
    "unav": [
        ("annotations/unav100_annotations.json", "[1]", "expected annotations of UnAV-100"),
        (
            "annotations/unav100_annotations.json",
            '{"database": {"../x": {"duration": 1, "subset": "test"}}}',
            "id of",
        ),
        (
            "annotations/unav100_annotations.json",
            '{"database": {"x": {"duration": 1, "subset": "dev"}}}',
            "subset",
        ),
        ("annotations/unav100_annotations.json", None, "expected annotations of UnAV-100"),
    ],
    "ovave": [
        ("meta_anno_files/ovave_dataset_meta.csv", "a,b\n", "expected the columns split,cls_name"),
        ("meta_anno_files/ovave_dataset_meta.csv", f"{META[0]}\ntest,dog,new,x\n", "line 2: expected split"),
        ("meta_anno_files/ovavel_dataset_anno.json", "{}", "expected a label of 10 times 0 or 1"),
        ("meta_anno_files/ovavel_dataset_anno.json", None, "expected annotations of OV-AVEBench"),
    ],
}
WRITERS = {"ave": write_ave, "unav": write_unav, "ovave": write_ovave}


@pytest.mark.parametrize(
    ("form", "file", "text", "said"), [(form, *case) for form in BROKEN for case in BROKEN[form]]
)
def test_what_is_not_as_released_is_named_and_nothing_written(tmp_path, capsys, form, file, text, said):
    source = WRITERS[form](tmp_path / "source")
    path = source / file
    path.write_text(text) if text is not None else path.unlink()
    assert run_leap("data", "import", form, source, tmp_path / "out") == 2
    told = " ".join(capsys.readouterr().err.split())
    assert said in told and "Traceback" not in told and not (tmp_path / "out").exists()
