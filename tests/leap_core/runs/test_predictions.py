"""Predictions of other systems: toys by hand in every form, round trips, and what is no prediction."""

import io
import json
import pickle
import shutil
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

from leap_core.data.dataset import open_dataset
from leap_core.data.events import grid_to_events
from leap_core.errors import InputError
from leap_core.metrics import binarise, evaluate
from leap_core.runs.import_run import import_predictions, read_predictions
from leap_core.runs.predictions import check_clip
from leap_core.runs.store import open_store
from leap_core.types import MODALITIES

DOG, CAT = "dog00000000_0_4", "cat00000000_0_4"
CLASSES, T = ("Dog", "Baby_laughter"), 4


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Two clips of 4 segments; a dog barks in one, a baby laughs in the other."""
    root = tmp_path_factory.mktemp("toy")
    (root / "dataset.json").write_text(json.dumps({"name": "Toy", "categories": CLASSES, "segments": T}))
    (root / "AVVP_test_pd.csv").write_text(f"filename\tevent_labels\n{DOG}\tDog\n{CAT}\tBaby_laughter\n")
    header = "filename\tonset\toffset\tevent_labels\n"
    (root / "AVVP_eval_audio.csv").write_text(f"{header}{DOG}\t0\t2\tDog\n{CAT}\t1\t4\tBaby_laughter\n")
    (root / "AVVP_eval_visual.csv").write_text(f"{header}{DOG}\t0\t4\tDog\n")
    return open_dataset(root)


@pytest.fixture
def save(tmp_path):
    def write(name: str, content) -> object:
        path = tmp_path / name
        if isinstance(content, dict) and name.endswith(".npz"):
            np.savez(path, **content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def heard(predicted, clip: str) -> list[list[float]]:
    """P^a of a clip, a row a class."""
    return predicted.prediction.audio_segment_prob[predicted.filenames.index(clip)].T.round(6).tolist()


CSV = f"""offset,onset,filename,modality,event_labels,probability
1.5,0,{DOG},audio,Dog,0.75
4,1,{DOG},audio,Dog,0.5
9,3,{CAT},visual,Baby laughter,1
"""


def test_csv_by_hand(data, save):
    predicted = read_predictions(save("theirs.csv", CSV), data)
    assert predicted.filenames == (DOG, CAT)  # all of the split: who is not named has no events
    assert heard(predicted, DOG) == [[0.75, 0.75, 0.5, 0.5], [0, 0, 0, 0]]  # the larger where two meet
    assert heard(predicted, CAT) == [[0, 0, 0, 0], [0, 0, 0, 0]]
    p = predicted.prediction
    assert p.visual_segment_prob[1].T.tolist() == [[0, 0, 0, 0], [0, 0, 0, 1]]  # cut at the clip's end
    assert p.audio_prob.tolist() == [[0.75, 0], [0, 0]] and p.visual_prob.tolist() == [[0, 0], [0, 1]]
    assert p.video_prob.tolist() == [[0.75, 0], [0, 1]]
    assert predicted.remarks == ("1 event beyond the clip, cut at its end",)


def test_tabs_and_no_probability(data, save):
    rows = f"filename\tonset\toffset\tevent_labels\tmodality\n{DOG}\t1\t2\tDog\taudio\n"
    predicted = read_predictions(save("theirs.tsv", rows), data)
    assert heard(predicted, DOG) == [[0, 1, 0, 0], [0, 0, 0, 0]] and predicted.remarks == ()


def event(label: str, start: float, end: float) -> dict:
    return {"event_label": label, "start": start, "end": end}


def test_json_by_hand(data, save):
    lists = {
        "audio": [{DOG: [event("Dog", 0, 2), event("Baby laughter", 3, 4)]}],
        "visual": [{DOG: [event("Dog", 1, 3)]}],
        "combined": [{DOG: [event("Dog", 0, 3)]}],
    }
    predicted = read_predictions(save("theirs.json", lists), data)
    assert predicted.filenames == (DOG,)
    assert heard(predicted, DOG) == [[1, 1, 0, 0], [0, 0, 0, 1]]
    combined, missing = predicted.remarks
    assert combined.startswith("2 segments of combined events not both heard and seen")  # 0 and 2
    assert missing == "the file names 1 of the split's clips; the run lacks the other 1"


def test_a_clip_named_in_json_without_events_is_there(data, save):
    lists = {"audio": [{DOG: []}, {CAT: []}], "visual": []}
    predicted = read_predictions(save("theirs.json", lists), data)
    assert predicted.filenames == (DOG, CAT) and not predicted.prediction.video_prob.any()


def npz(n: int = 2, **more) -> dict:
    draw = np.random.default_rng(3)
    segments = {f"{m}_segment_prob": draw.random((n, T, 2)) for m in MODALITIES}
    return {"filenames": np.array([CAT, DOG][:n]), **segments, **more}


def test_npz_comes_back_as_float32(data, save):
    content = npz(video_prob=np.full((2, 2), 0.25, np.float16))
    predicted = read_predictions(save("theirs.npz", content), data)
    assert predicted.filenames == (CAT, DOG)  # in the file's order
    p = predicted.prediction
    np.testing.assert_array_equal(p.audio_segment_prob, content["audio_segment_prob"].astype(np.float32))
    np.testing.assert_array_equal(p.audio_prob, p.audio_segment_prob.max(axis=1))
    assert (p.video_prob == 0.25).all() and p.video_prob.dtype == np.float32


def test_probabilities_of_npz_may_be_0_and_1(data, save):
    grid = np.array([[1, 0], [0, 1], [0, 0], [1, 1]], float)  # (T, C)
    predicted = read_predictions(save("theirs.npz", npz(1, **{AUDIO: grid[None]})), data)
    assert heard(predicted, CAT) == grid.T.tolist()


def test_what_lies_past_the_end_of_a_short_clip_counts_for_nothing(data, save, tmp_path):
    root = tmp_path / "short"
    shutil.copytree(data.root, root)
    (root / "AVVP_segments.csv").write_text(f"filename\tsegments\n{DOG}\t3\n")
    (root / "AVVP_eval_visual.csv").write_text("filename\tonset\toffset\tevent_labels\n")
    short = open_dataset(root)
    in_csv = read_predictions(save("p.csv", f"{HEADER}{DOG},1,9,Dog,audio\n{CAT},1,4,Dog,audio\n"), short)
    in_npz = read_predictions(save("p.npz", npz(2, **{AUDIO: np.ones((2, T, 2))})), short)
    assert heard(in_csv, DOG)[0] == [0, 1, 1, 0] and heard(in_csv, CAT)[0] == [0, 1, 1, 1]
    assert heard(in_npz, DOG)[0] == [1, 1, 1, 0] and heard(in_npz, CAT)[0] == [1, 1, 1, 1]


def test_segments_of_half_a_second_end_the_clip_at_two(data, save):
    half = replace(data, segment_seconds=0.5)
    predicted = read_predictions(save("p.csv", f"{HEADER}{DOG},0.5,2,Dog,audio\n"), half)
    assert heard(predicted, DOG)[0] == [0, 1, 1, 1] and predicted.remarks == ()
    predicted = read_predictions(save("p.csv", f"{HEADER}{DOG},0.5,2.5,Dog,audio\n"), half)
    assert predicted.remarks == ("1 event beyond the clip, cut at its end",)


def test_names_of_npz_may_take_4096_bytes(data, save):
    assert read_predictions(save("p.npz", npz() | {"filenames": np.array([CAT, DOG], "U1024")}), data)
    with pytest.raises(InputError, match="filenames: expected text of"):
        read_predictions(save("p.npz", npz() | {"filenames": np.array([CAT, DOG], "U1025")}), data)


GRIDS = arrays(bool, (2, 2, 2, T))  # (N, 2, C, T)


@settings(deadline=None)
@given(grid=GRIDS)
def test_events_written_down_and_imported_decide_the_same(data, tmp_path_factory, grid):
    folder = tmp_path_factory.mktemp("round")
    lines, lists = ["filename,onset,offset,event_labels,modality"], {m: [] for m in MODALITIES}
    for name, clip in zip((DOG, CAT), grid, strict=True):
        for m, cells in zip(MODALITIES, clip, strict=True):
            events = [(CLASSES[c], a, b) for c, a, b in grid_to_events(cells)]
            lines += [f"{name},{a},{b},{c},{m}" for c, a, b in events]
            lists[m].append({name: [event(c, a, b) for c, a, b in events]})
    (folder / "e.csv").write_text("\n".join(lines))
    (folder / "e.json").write_text(json.dumps(lists))
    for file in ("e.csv", "e.json"):
        predicted = read_predictions(folder / file, data)
        for gate in ("global", "modality", "none"):
            np.testing.assert_array_equal(binarise(predicted.prediction, 0.5, gate), grid)


def test_a_run_like_every_other(data, save, tmp_path):
    store, remarks = import_predictions(save("Their best.csv", CSV), data, tmp_path / "theirs", None)
    assert len(remarks) == 1 and open_store(tmp_path / "theirs").run == store.run
    run = store.run
    assert (run.name, run.title, run.decoder) == ("theirs", "Their best", "other")
    assert (run.blocks, run.heads) == (0, 0)
    assert (run.dataset, run.split, run.dataset_fingerprint) == ("Toy", "test", data.fingerprint)
    decided = binarise(store.prediction)
    assert run.metrics == evaluate(decided, data.annotations.grid).table
    assert store.explanation(DOG).mixing == {}
    again, _ = import_predictions(save("other.npz", npz(1)), data, tmp_path / "theirs", "Other")
    assert (again.filenames, open_store(tmp_path / "theirs").run.title) == ((CAT,), "Other")


HEADER = "filename,onset,offset,event_labels,modality\n"


def rows(*lines: str) -> str:
    return HEADER + "\n".join(lines) + "\n"


AUDIO, VISUAL = (f"{m}_segment_prob" for m in MODALITIES)


@pytest.mark.parametrize(
    ("name", "content", "place", "message"),
    [
        ("p.txt", "x", "p.txt", "expected a file of the kinds .npz, .json, .csv, .tsv, .pkl"),
        ("p.npz", "PK\x03\x04 and no more", "p.npz", "expected a whole .npz file"),
        ("p.npz", "not a zip", "p.npz", "expected a whole .npz file"),
        ("p.npz", {}, "p.npz", "expected an array filenames"),
        ("p.npz", npz() | {"filenames": np.array([DOG, None], object)}, "filenames", "expected text of"),
        ("p.npz", npz() | {"filenames": np.array([DOG, DOG])}, "p.npz", f"{DOG} is there more than once"),
        ("p.npz", npz() | {"filenames": np.array([DOG, "eel"])}, "p.npz", "of Toy has no clip 'eel'"),
        ("p.npz", npz(1) | {AUDIO: np.zeros((1, 2, T))}, AUDIO, "shape (1, 4, 2)"),
        ("p.npz", npz(1) | {VISUAL: np.zeros((1, T, 2), int)}, VISUAL, "floating"),
        ("p.npz", npz(1) | {AUDIO: np.full((1, T, 2), 1.5)}, AUDIO, "from 0 to 1"),
        ("p.npz", npz(1) | {AUDIO: np.r_[1.5, [0.5] * (2 * T - 1)].reshape(1, T, 2)}, AUDIO, "from 0 to"),
        ("p.npz", npz(1) | {AUDIO: np.full((1, T, 2), -0.5)}, AUDIO, "from 0 to 1"),
        ("p.npz", npz(0) | {"filenames": np.array([], "U9")}, "p.npz", "expected at least one clip"),
        ("p.npz", npz(1) | {"video_prob": np.full((1, 2), np.nan)}, "video_prob", "from 0 to 1"),
        ("p.npz", npz(1) | {"logits": np.zeros(3)}, "p.npz", "it has an array logits"),
        ("p.npz", {"filenames": np.array([DOG])}, "p.npz", "expected an array audio_segment_prob"),
        ("p.csv", "", "line 1", "expected the columns filename, onset"),
        ("p.csv", "filename,onset\n", "line 1", "expected the columns"),
        ("p.csv", HEADER.replace("modality", "modality,onset"), "line 1", "expected the columns"),
        ("p.csv", rows(f"{DOG},0,1,Dog"), "line 2", "expected 5 cells, found 4"),
        ("p.csv", rows(f"{DOG},0,1,Dog,audio", f"{DOG},0,1,Cow,audio"), "line 3", "unknown class 'Cow'"),
        ("p.csv", rows(f"{DOG},0,1,Dog,smell"), "line 2", "expected audio or visual, found 'smell'"),
        ("p.csv", rows("../dog,0,1,Dog,audio"), "line 2", "has no clip '../dog'"),
        ("p.csv", rows(f"{DOG},2,1,Dog,audio"), "line 2", "found 2 to 1"),
        ("p.csv", rows(f"{DOG},1,1,Dog,audio"), "line 2", "found 1 to 1"),
        ("p.csv", rows(f"{DOG},-1,1,Dog,audio"), "line 2", "found -1 to 1"),
        ("p.csv", rows(f"{DOG},4,5,Dog,audio"), "line 2", "found 4 to 5"),
        ("p.csv", rows(f"{DOG},zero,1,Dog,audio"), "line 2", "expected a number, found 'zero'"),
        ("p.csv", rows(f"{DOG},0,inf,Dog,audio"), "line 2", "expected a number, found 'inf'"),
        ("p.csv", rows(f'{DOG},0,1,"Dog"x,audio'), "line 2", "expected a line of a CSV file"),
        ("p.csv", CSV.replace("0.75", "1.75"), "line 2", "a probability from 0 to 1, found 1.75"),
        ("p.csv", CSV.replace("0.75", "-0.5"), "line 2", "a probability from 0 to 1, found -0.5"),
        ("p.json", "{", "p.json", "expected JSON"),
        ("p.json", "[" * 100_000, "p.json", "expected JSON"),
        ("p.json", [], "p.json", "expected an object with audio, visual"),
        ("p.json", {"audio": []}, "p.json", "expected an object with audio, visual"),
        ("p.json", {"audio": [], "visual": []}, "p.json", "expected at least one clip"),
        ("p.json", {"audio": {}, "visual": []}, "p.json, audio", "expected a list"),
        ("p.json", {"audio": [3], "visual": []}, "p.json, audio[0]", "expected an object of a clip's name"),
        ("p.json", {"audio": [{"eel": []}], "visual": []}, "p.json, audio[0]", "has no clip 'eel'"),
        ("p.json", {"audio": [], "visual": [{DOG: {}}]}, f"p.json, visual[0], {DOG}", "expected a list"),
        ("p.json", {"audio": [{DOG: [{"start": 0}]}], "visual": []}, f"{DOG}[0]", "start and end"),
        ("p.json", {"audio": [{DOG: [event(3, 0, 1)]}], "visual": []}, f"{DOG}[0]", "unknown class '3'"),
        ("p.json", {"audio": [{DOG: [event("Dog", True, 2)]}], "visual": []}, f"{DOG}[0]", "a number, found"),
        ("p.json", {"audio": [{DOG: [event("Dog", None, 2)]}], "visual": []}, f"{DOG}[0]", "a number, found"),
    ],
)  # fmt: skip
def test_what_is_no_prediction_is_named_and_nothing_written(
    data, save, tmp_path, name, content, place, message
):
    with pytest.raises(InputError) as caught:
        import_predictions(save(name, content), data, tmp_path / "run")
    assert place in caught.value.source and message in str(caught.value)
    assert not (tmp_path / "run").exists()


def test_nothing_is_said_twice_in_silence(data, save):
    event = '{"event_label": "Dog", "start": 0, "end": 1}'
    for text in (
        f'{{"audio": [{{"{DOG}": [{event}], "{DOG}": []}}], "visual": []}}',
        f'{{"audio": [{{"{DOG}": [{event}]}}], "audio": [], "visual": []}}',
    ):
        with pytest.raises(InputError, match="is there twice in one object"):
            read_predictions(save("twice.json", text), data)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(save("twice.npz", npz()), "a") as file:
        file.writestr("filenames.npy", file.read("filenames.npy"))
    with pytest.raises(InputError, match="array filenames, twice"):
        read_predictions(Path(file.filename), data)


def test_numbers_of_json_are_numbers(data, save):
    for start in ("0", 10**400, [], -0.5):
        lists = {"audio": [{DOG: [event("Dog", start, 1)]}], "visual": []}
        with pytest.raises(InputError, match=r"expected a number|expected an onset"):
            read_predictions(save("p.json", lists), data)


def test_a_byte_order_mark_blank_rows_and_quotes_of_a_spreadsheet(data, save):
    text = '\ufeff"filename","onset","offset","event_labels","modality"\n\n,,,,\n'
    predicted = read_predictions(save("excel.csv", f"{text}{DOG},0,1,Dog,audio\n"), data)
    assert heard(predicted, DOG)[0] == [1, 0, 0, 0]
    lists = json.dumps({"audio": [{DOG: [event("Dog", 0, 1)]}], "visual": []})
    assert read_predictions(save("notepad.json", f"\ufeff{lists}"), data).filenames == (DOG,)


def test_a_class_is_called_by_its_own_name_first(tmp_path, save):
    classes = ["Baby_laughter", "Baby laughter"]
    (tmp_path / "dataset.json").write_text(json.dumps({"name": "Toy", "categories": classes, "segments": T}))
    (tmp_path / "AVVP_test_pd.csv").write_text(f"filename\tevent_labels\n{DOG}\tBaby laughter\n")
    for m in MODALITIES:
        (tmp_path / f"AVVP_eval_{m}.csv").write_text("filename\tonset\toffset\tevent_labels\n")
    rows = f"{HEADER}{DOG},0,1,Baby laughter,audio\n{DOG},1,2,Baby_laughter,audio\n"
    predicted = read_predictions(save("p.csv", rows), open_dataset(tmp_path))
    assert heard(predicted, DOG) == [[0, 1, 0, 0], [1, 0, 0, 0]]


def test_an_end_that_is_the_clips_but_for_rounding_is_not_late(data, save):
    predicted = read_predictions(save("p.csv", f"{HEADER}{DOG},0,{4 + 1e-9},Dog,audio\n"), data)
    assert predicted.remarks == ()


def broken_member(**changes) -> bytes:
    """An .npz whose first member says what is not so in the archive's directory."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **npz())
    content = bytearray(buffer.getvalue())
    place = content.rindex(b"PK\x01\x02")
    for offset, value in changes.values():
        content[place + offset] = value
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        broken_member(method=(10, 99)),  # a kind of compression that no one has
        broken_member(encrypted=(8, 1)),
        bytes(b ^ (0x55 if 60 < i < 90 else 0) for i, b in enumerate(broken_member())),
    ],
)
def test_a_damaged_archive_is_named(data, tmp_path, content):
    (tmp_path / "p.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"a whole \.npz file"):
        read_predictions(tmp_path / "p.npz", data)


def test_an_array_too_large_is_refused_by_its_header(data, tmp_path):
    header = io.BytesIO()
    about = {"descr": "<f8", "fortran_order": False, "shape": (2, 10**12, 2)}
    np.lib.format.write_array_header_1_0(header, about)
    np.savez(tmp_path / "p.npz", **{k: v for k, v in npz().items() if k != AUDIO})
    with zipfile.ZipFile(tmp_path / "p.npz", "a") as file:
        file.writestr(f"{AUDIO}.npy", header.getvalue())
    with pytest.raises(InputError, match="expected floating point numbers of shape"):
        read_predictions(tmp_path / "p.npz", data)


def test_only_an_earlier_import_is_replaced(data, save, tmp_path):
    source = save("p.csv", CSV)
    trained, file = tmp_path / "trained", tmp_path / "file"
    (trained / "checkpoint").mkdir(parents=True)
    file.write_text("")
    for folder, message in ((trained, "found checkpoint of another run"), (file, "found a file")):
        with pytest.raises(InputError, match=message):
            import_predictions(source, data, folder)
    store, _ = import_predictions(source, data, tmp_path / "theirs")
    own = tmp_path / "theirs" / "run.json"
    own.write_text(own.read_text().replace('"decoder": "other"', '"decoder": "mmil"'))
    with pytest.raises(InputError, match=r"found run\.json of another run"):
        import_predictions(source, data, store.folder)


def test_a_file_that_is_not_there(data, tmp_path):
    with pytest.raises(InputError, match="expected a file of predictions"):
        read_predictions(tmp_path / "no.csv", data)


def test_made_up_predictions_of_the_real_annotations(llp_root, tmp_path):
    data = open_dataset(llp_root)
    draw = np.random.default_rng(7)
    truth = data.annotations.grid
    said = truth ^ (draw.random(truth.shape) < 0.01)
    lines = ["filename,onset,offset,event_labels,modality"]
    for name, clip in zip(data.annotations.filenames, said, strict=True):
        for m, cells in zip(MODALITIES, clip, strict=True):
            lines += [f"{name},{a:g},{b:g},{data.categories[c]},{m}" for c, a, b in grid_to_events(cells)]
    (tmp_path / "made-up.csv").write_text("\n".join(lines))
    store, remarks = import_predictions(tmp_path / "made-up.csv", data, tmp_path / "run")
    assert remarks == () and store.run.metrics == evaluate(said, truth).table


LONG = "x" * 100


def test_of_a_long_name_a_message_shows_the_start(data):
    with pytest.raises(InputError, match=r"p\.csv: the test split of Toy has no clip 'x{80}'"):
        check_clip(data, LONG, "p.csv")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("p.csv", LONG, "and, if wanted, probability, found 'x{80}'"),
        ("p.csv", rows(f"{DOG},0,1,Dog,{LONG}"), "expected audio or visual, found 'x{80}'"),
        ("p.csv", rows(f"{DOG},0,1,{LONG},audio"), "unknown class 'x{80}'"),
        ("p.csv", rows(f"{DOG},0,{LONG},Dog,audio"), "expected a number, found 'x{80}'"),
        ("p.npz", npz() | {LONG: np.zeros(3)}, "it has an array x{80}, twice"),
    ],
)
def test_of_whatever_is_long_a_message_shows_the_start(data, save, name, content, message):
    with pytest.raises(InputError, match=message):
        read_predictions(save(name, content), data)


def test_an_event_of_probability_zero_is_none(data, save):
    assert heard(read_predictions(save("p.csv", CSV.replace("0.75", "0")), data), DOG)[0] == [
        0,
        0.5,
        0.5,
        0.5,
    ]


def test_a_table_of_dcase_is_of_what_the_user_says(data, save):
    table = save("dcase.tsv", f"filename\tonset\toffset\tevent_label\n{DOG}.wav\t1.5\t3\tBaby laughter\n")
    grids = {sense: read_predictions(table, data, sense).prediction for sense in ("audio", "visual", "both")}
    said = [[0, 0, 0, 0], [0, 1, 1, 0]]
    silent = [[0] * 4] * 2
    found = {sense: p.segments[0].astype(int).tolist() for sense, p in grids.items()}
    assert found == {"audio": [said, silent], "visual": [silent, said], "both": [said, said]}
    with pytest.raises(InputError, match=r"does not say whether .* --modality"):
        read_predictions(table, data)
    with pytest.raises(InputError, match="the file says of each event"):
        read_predictions(save("full.csv", CSV), data, "audio")


def actionformer(**changes) -> dict:
    """What ActionFormer pickles, as numpy arrays and a list."""
    return {
        "video-id": [DOG, DOG],
        "t-start": np.array([0.5, 2], np.float32),
        "t-end": np.array([2.25, 9], np.float32),
        "label": np.array([1, 0]),
        "score": np.array([0.75, 0.5], np.float32),
        **changes,
    }


@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_a_dict_of_actionformer_by_hand(data, tmp_path, protocol):
    (tmp_path / "results.pkl").write_bytes(pickle.dumps(actionformer(), protocol))
    predicted = read_predictions(tmp_path / "results.pkl", data, "both")
    assert heard(predicted, DOG) == [[0, 0, 0.5, 0.5], [0.75, 0.75, 0.75, 0]]
    assert np.array_equal(predicted.prediction.segments[:, 0], predicted.prediction.segments[:, 1])
    assert predicted.remarks == ("2 events beyond the clip, cut at its end",)  # one, heard and seen


class Hostile:
    """Whose pickle runs code."""

    def __reduce__(self):
        return (Path.touch, (Path("touched"),))


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"label": Hostile()}, "which is not loaded"),
        ({"label": np.array([Hostile(), 1], object)}, "pickled dict of plain arrays"),
        ({"label": np.array(["1", "0"])}, "not of numbers"),
        ({"label": np.array([1, 2])}, "event 1: expected a class index from 0 to 1, found '2'"),
        ({"label": np.array([0.5, 1])}, "event 0: expected a class index"),
        ({"score": np.array([0.5])}, "as many entries"),
        ({"t-start": np.array([np.nan, 0])}, "event 0: expected a number"),
        ({"video-id": [DOG, 7]}, "event 1: expected a clip's name"),
        ({"t-end": 3}, "expected a list or a row of numbers"),
        ({"score": np.float64(0.5)}, "expected a list or a row of numbers"),
    ],
)
def test_of_a_pickle_only_numbers_are_read(data, tmp_path, monkeypatch, changes, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results.pkl").write_bytes(pickle.dumps(actionformer(**changes)))
    with pytest.raises(InputError, match=said):
        read_predictions(tmp_path / "results.pkl", data, "audio")
    assert not (tmp_path / "touched").exists()


def test_a_list_called_video_is_of_what_is_seen_and_two_that_are_the_same_are_said(data, save):
    events = [{DOG: [{"event_label": "Dog", "start": 0, "end": 2}]}]
    predicted = read_predictions(save("av2a.json", {"audio": events, "video": events}), data)
    assert predicted.prediction.segments[0].astype(int).tolist() == [[[1, 1, 0, 0], [0, 0, 0, 0]]] * 2
    assert any("the audio and the visual list are the same" in remark for remark in predicted.remarks)
    apart = read_predictions(save("own.json", {"audio": events, "video": [{DOG: []}]}), data)
    assert not any("the same" in remark for remark in apart.remarks)
