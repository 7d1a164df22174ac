"""The headline says on a video what it says on the clip screen, and stands in its subtitles."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from leap_core.data.dataset import open_dataset
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from leap_core.video.headline import Said, headline, sentences
from leap_core.video.subtitles import subtitles
from leap_core.views import clip_view
from tests.demo_fixture import CLIPS

APP = Path(__file__).parents[3] / "app" / "components" / "timeline" / "logic"
TALK = """
import { binarise } from "%(app)s/gates.js";
import { sentences } from "%(app)s/summary.js";
const { view, threshold, gate } = JSON.parse(await new Response(process.stdin).text());
const [decisions, ungated] = [gate, "none"].map((g) => view.runs.map((run) => binarise(run, threshold, g)));
const plain = (words) => words.map((word) => word.strong ?? word).join("");
const said = sentences(view, { decisions, ungated, gate });
const whole = ({ opening, clauses }) => `${opening}${clauses.map(plain).join("; ")}.`;
console.log(JSON.stringify(said.map(whole)));
"""


def screen_says(view, threshold, gate) -> list[str]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js found; install it, on Debian with `apt-get install nodejs`")
    words = [node, "--input-type=module", "--eval", TALK % {"app": APP.as_uri()}]
    asked = json.dumps({"view": view, "threshold": threshold, "gate": gate})
    return json.loads(subprocess.run(words, input=asked, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize(
    ("data", "clip", "threshold", "gate"),
    [
        (None, CLIPS[2], 0.5, "global"),
        (None, CLIPS[3], 0.5, "global"),  # shut out by the gate
        (None, CLIPS[1], 0.5, "none"),
        (DEMO, "demotst0057_0_10", 0.5, "global"),
        (DEMO, "demotst0097_0_10", 0.35, "modality"),
    ],
)
def test_it_says_what_the_screen_says(demo, data, clip, threshold, gate):
    data = data or demo
    dataset = open_dataset(data, "test")
    mmil, leap = (open_store(data / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
    view = clip_view(dataset, clip, {"1": leap, "2": mmil})
    said = headline(dataset, clip, [mmil, leap], ["MMIL", "LEAP"], threshold, gate)
    assert len(said) == 2
    assert [str(sentence) for sentence in said] == screen_says(view, threshold, gate)


def test_by_hand_and_mirrored():
    truth = np.zeros((2, 2, 4), bool)
    truth[0, 0, 1:3], truth[1, 1, :] = True, True
    one, other = truth.copy(), np.zeros_like(truth)
    other[1, 1, :2], other[0, 1, 3] = True, True  # half is found; and a false alarm
    shut = other | truth
    runs = [Said("A", one, one), Said("B", other, shut)]
    first, alarms = map(str, sentences(truth, runs, "global", ("Dog", "Baby_laughter"), 0.5))
    assert first == (
        "A alone hears Dog (0.5\u20131.5 s; the global gate shuts it out of B); "
        "B finds nothing that A misses."
    )
    assert alarms == "False alarms: A none; B hears Baby laughter (1.5\u20132 s)."
    turned = sentences(truth, runs[::-1], "global", ("Dog", "Baby_laughter"), 0.5)
    assert [s.clauses[::-1] for s in turned] == [
        (first.partition("; B f")[0], "B finds nothing that A misses"),
        ("A none", "B hears Baby laughter (1.5\u20132 s)"),
    ]


CUE = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d{3}) --> (\d\d):(\d\d):(\d\d)\.(\d{3})\n([^\n]+)\Z")


def test_subtitles_are_webvtt_one_after_the_other_over_all_of_the_video():
    said = ["A & B <both> find 3.", "No false alarms; none at all whatever."]
    head, *cues = subtitles(said, 3661.5).rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    read = [CUE.match(cue).groups() for cue in cues]
    times = [
        [int(h) * 3600 + int(m) * 60 + int(s) + int(ms) / 1000 for h, m, s, ms in (cue[:4], cue[4:8])]
        for cue in read
    ]
    assert times[0][0] == 0 and times[0][1] == times[1][0] and times[1][1] == 3661.5
    assert [cue[8] for cue in read] == ["A &amp; B &lt;both&gt; find 3.", said[1]]


def test_without_sentences_there_is_a_file_without_cues():
    assert subtitles([], 10) == "WEBVTT\n"
