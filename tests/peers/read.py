"""Run where the peers are installed: what their own readers find in a folder of `leap events`, as JSON."""

import json
import sys
from pathlib import Path

import pympi
import sed_eval
import sed_scores_eval
from praatio import textgrid

folder, clip, run = Path(sys.argv[1]), sys.argv[2], sys.argv[3]


def elan() -> dict:
    """Milliseconds and texts by tier."""
    document = pympi.Elan.Eaf(str(folder / "elan" / f"{clip}.eaf"))
    return {name: [x[:3] for x in document.get_annotation_data_for_tier(name)] for name in document.tiers}


def praat() -> dict:
    """Seconds and texts by tier, without the empty ones."""
    document = textgrid.openTextgrid(
        str(folder / "textgrid" / f"{clip}.TextGrid"), includeEmptyIntervals=False
    )
    return {name: [[*x] for x in document.getTier(name).entries] for name in document.tierNames}


def f1_of_events() -> float:
    """sed_eval's, of the sound by segment, over all clips and classes, in percent."""
    truth, said = (
        sed_eval.io.load_event_list(str(folder / "dcase" / f"{who}.audio.tsv")) for who in ("truth", run)
    )
    durations = sed_scores_eval.io.read_audio_durations(str(folder / "dcase" / "durations.tsv"))
    classes = sorted({*truth.unique_event_labels, *said.unique_event_labels})
    counted = sed_eval.sound_event.SegmentBasedMetrics(classes, time_resolution=1.0)
    for name, seconds in durations.items():
        own = (events.filter(filename=name) for events in (truth, said))
        counted.evaluate(*own, evaluated_length_seconds=seconds)
    return 100 * counted.results_overall_metrics()["f_measure"]["f_measure"]


def f1_of_scores() -> float:
    """sed_scores_eval's, likewise, at 0.5, over the classes that are ever heard."""
    scores = sed_scores_eval.io.lazy_sed_scores_loader(str(folder / "scores" / f"{run}.audio"))
    truth = sed_scores_eval.io.read_ground_truth_events(str(folder / "scores" / "truth.audio.tsv"))
    truth = {name: truth.get(name, []) for name in scores.keys()}  # noqa: SIM118 - it iterates over tables
    durations = sed_scores_eval.io.read_audio_durations(str(folder / "scores" / "durations.tsv"))
    found, *_ = sed_scores_eval.segment_based.fscore(scores, truth, durations, 0.5, segment_length=1.0)
    return 100 * found["micro_average"]


said = {"elan": elan(), "praat": praat(), "events": f1_of_events(), "scores": f1_of_scores()}
print(json.dumps(said))
