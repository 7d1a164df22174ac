"""Events as files of other tools: a toy by hand in every form, and what is in no file."""

import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

from leap_core.data.dataset import open_dataset
from leap_core.options import TRACK_FORMS
from leap_core.runs.import_run import import_predictions, read_predictions
from leap_core.runs.store import open_store
from leap_core.tracks import WRITERS, tracks_of
from leap_core.tracks.records import Clip, Labelled, Timed, Track

DOG, CAT = "dog00000000_0_4", "cat00000000_0_4"
CLASSES, T = ("Dog", "Baby_laughter"), 4
AUDIO, VISUAL = [[0.5, 0.75, 0, 0.5], [0.25, 0, 0, 0]], [[0, 0, 0, 0], [0, 1, 1, 0]]  # P of the dog's clip


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Two clips of 4 segments of half a second: a dog barks in one; nothing happens in the other."""
    root = tmp_path_factory.mktemp("toy")
    about = {"name": "Toy", "categories": CLASSES, "segments": T, "segment_seconds": 0.5}
    (root / "dataset.json").write_text(json.dumps(about))
    (root / "AVVP_test_pd.csv").write_text(f"filename\tevent_labels\n{DOG}\tDog\n{CAT}\tDog\n")
    header = "filename\tonset\toffset\tevent_labels\n"
    (root / "AVVP_eval_audio.csv").write_text(f"{header}{DOG}\t0.5\t2\tDog\n")
    (root / "AVVP_eval_visual.csv").write_text(f"{header}{CAT}\t0\t0.5\tDog\n")
    return open_dataset(root)


@pytest.fixture(scope="module")
def run(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    p = {"audio": np.zeros((2, T, 2)), "visual": np.zeros((2, T, 2))}
    p["audio"][0], p["visual"][0] = np.transpose(AUDIO), np.transpose(VISUAL)
    np.savez(folder / "p.npz", filenames=[DOG, CAT], **{f"{m}_segment_prob": x for m, x in p.items()})
    return import_predictions(folder / "p.npz", data, folder / "run", "LEAP,\tMM-Pyr")[0]


@pytest.fixture(scope="module")
def files(data, run):
    """Text by name, by form."""
    labelled = tracks_of(data, [run], [DOG, CAT], 0.5, "none")
    return {form: WRITERS[form](labelled) for form in TRACK_FORMS}


def test_audacity_by_hand(files):
    assert files["audacity"] == {
        f"{DOG}.truth.audio.txt": "0.5\t2\tDog\n",
        f"{DOG}.truth.visual.txt": "",
        f"{DOG}.LEAP_MM_Pyr.audio.txt": "0\t1\tDog\n1.5\t2\tDog\n",
        f"{DOG}.LEAP_MM_Pyr.visual.txt": "0.5\t1.5\tBaby laughter\n",
        f"{CAT}.truth.audio.txt": "",
        f"{CAT}.truth.visual.txt": "0\t0.5\tDog\n",
        f"{CAT}.LEAP_MM_Pyr.audio.txt": "",
        f"{CAT}.LEAP_MM_Pyr.visual.txt": "",
    }


def test_raven_by_hand(files):
    head, *rows = files["raven"][f"{DOG}.selections.txt"].splitlines()
    assert head.split("\t")[:5] == ["Selection", "View", "Channel", "Begin Time (s)", "End Time (s)"]
    view = "Spectrogram 1\t1"
    assert rows == [
        f"1\t{view}\t0\t1\t0.0\t20000.0\tDog\tLEAP, MM-Pyr\taudio\t0.6250",  # (0.5 + 0.75) / 2
        f"2\t{view}\t0.5\t2\t0.0\t20000.0\tDog\ttruth\taudio\t",
        f"3\t{view}\t0.5\t1.5\t0.0\t20000.0\tBaby laughter\tLEAP, MM-Pyr\tvisual\t1.0000",
        f"4\t{view}\t1.5\t2\t0.0\t20000.0\tDog\tLEAP, MM-Pyr\taudio\t0.5000",
    ]


def test_elan_has_a_tier_for_each_class_of_a_track(files):
    root = ET.fromstring(files["elan"][f"{DOG}.eaf"])
    slots = {s.get("TIME_SLOT_ID"): int(s.get("TIME_VALUE")) for s in root.iter("TIME_SLOT")}
    tiers = {
        tier.get("TIER_ID"): [
            (slots[a.get("TIME_SLOT_REF1")], slots[a.get("TIME_SLOT_REF2")], a.findtext("ANNOTATION_VALUE"))
            for a in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        for tier in root.iter("TIER")
    }
    assert tiers == {
        "truth audio: Dog": [(500, 2000, "Dog")],
        "LEAP, MM-Pyr audio: Dog": [(0, 1000, "Dog"), (1500, 2000, "Dog")],
        "LEAP, MM-Pyr visual: Baby laughter": [(500, 1500, "Baby laughter")],
    }
    assert list(slots.values()) == sorted(slots.values())


def test_webvtt_by_hand(files):
    assert files["webvtt"][f"{DOG}.LEAP_MM_Pyr.vtt"] == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.000\naudio: Dog\n\n"
        "00:00:00.500 --> 00:00:01.500\nvisual: Baby laughter\n\n"
        "00:00:01.500 --> 00:00:02.000\naudio: Dog\n"
    )
    assert files["webvtt"][f"{CAT}.LEAP_MM_Pyr.vtt"] == "WEBVTT\n"


def test_intervals_of_a_textgrid_leave_no_gap(files):
    lines = [line.strip() for line in files["textgrid"][f"{DOG}.TextGrid"].splitlines()]
    tier = lines[lines.index('name = "LEAP, MM-Pyr audio: Dog"') :]
    values = [line.split(" = ")[1] for line in tier if line.startswith(("xmin", "xmax", "text"))]
    assert values[:11] == ["0", "2", *("0", "1", '"Dog"'), *("1", "1.5", '""'), *("1.5", "2", '"Dog"')]
    assert "tiers? <absent>" not in lines and 'name = "LEAP, MM-Pyr visual: Dog"' not in lines


def test_dcase_and_the_scores_beside_it_by_hand(files):
    durations = f"filename\tduration\n{DOG}\t2\n{CAT}\t2\n"
    truth = f"filename\tonset\toffset\tevent_label\n{DOG}\t0.5\t2\tDog\n"
    assert files["dcase"]["durations.tsv"] == files["scores"]["durations.tsv"] == durations
    assert files["dcase"]["truth.audio.tsv"] == files["scores"]["truth.audio.tsv"] == truth
    assert "LEAP_MM_Pyr.audio.tsv" not in files["scores"]
    assert files["scores"][f"LEAP_MM_Pyr.audio/{DOG}.tsv"] == (
        "onset\toffset\tDog\tBaby laughter\n"
        "0\t0.5\t0.5\t0.25\n0.5\t1\t0.75\t0\n1\t1.5\t0\t0\n1.5\t2\t0.5\t0\n"
    )


def test_coco_by_hand(files):
    document = json.loads(files["coco"]["events.json"])
    assert document["categories"] == [{"id": 1, "name": "Dog"}, {"id": 2, "name": "Baby laughter"}]
    assert document["videos"][0] == {"id": 1, "name": DOG, "file_name": None, "duration": 2.0}
    assert document["annotations"][1] == {
        **{"id": 2, "video_id": 1, "category_id": 1, "segment": [0.0, 1.0]},
        **{"modality": "audio", "source": "LEAP, MM-Pyr", "score": 0.625},
    }


def test_the_gate_and_the_threshold_decide(data, run):
    (clip,) = tracks_of(data, [run], [DOG], 0.6, "none").clips
    assert [track.events for track in clip.tracks if track.source != "truth"] == [
        (Timed(0, 0.5, 1.0, 0.75),),
        (Timed(1, 0.5, 1.5, 1.0),),
    ]


def test_texts_of_hostile_classes_stay_texts():
    event = Timed(0, 0, 1, None)
    name = 'a<b>&"c" --> d'
    track = Track("truth", "truth", "audio", (event,), np.ones((1, 2)))
    labelled = Labelled("Toy", "test", 1.0, (name,), (Clip(DOG, "a&b.mp4", 2.0, (track,)),))
    root = ET.fromstring(WRITERS["elan"](labelled)[f"{DOG}.eaf"])
    assert root.findtext(".//ANNOTATION_VALUE") == name
    assert root.find(".//MEDIA_DESCRIPTOR").get("MEDIA_URL") == "./a&b.mp4"
    assert WRITERS["webvtt"](labelled)[f"{DOG}.truth.vtt"].count("-->") == 1
    assert 'text = "a<b>&""c"" --> d"' in WRITERS["textgrid"](labelled)[f"{DOG}.TextGrid"]


def test_runs_of_the_same_letters_have_files_of_their_own(data, run):
    again = open_store(run.folder)
    (clip,) = tracks_of(data, [run, again], [DOG], 0.5, "none").clips
    assert len({track.stem for track in clip.tracks}) == 6


@settings(max_examples=20, deadline=None)
@given(grid=arrays(bool, (2, 2, len(CLASSES), T)))
def test_events_written_for_scorers_come_back_the_same(data, tmp_path_factory, grid):
    folder = tmp_path_factory.mktemp("round")
    swapped = grid.swapaxes(2, 3).astype(np.float32)
    p = {f"{m}_segment_prob": swapped[:, i] for i, m in enumerate(("audio", "visual"))}
    np.savez(folder / "p.npz", filenames=[DOG, CAT], **p)
    store, _ = import_predictions(folder / "p.npz", data, folder / "run")
    files = WRITERS["dcase"](tracks_of(data, [store], [DOG, CAT], 0.5, "none"))
    for i, modality in enumerate(("audio", "visual")):
        path = folder / f"{modality}.tsv"
        path.write_text(files[f"p.{modality}.tsv"])
        said = read_predictions(path, data, modality).prediction.segments
        assert np.array_equal(said[:, i] > 0, grid[:, i]) and not said[:, 1 - i].any()
