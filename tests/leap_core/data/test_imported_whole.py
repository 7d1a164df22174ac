"""Each other data set, from small files in their form to scores, by the commands of docs/formats.md."""

import json
import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from leap_core.runs.store import open_store
from tests.command import run_leap
from tests.leap_core.data.test_audio_visual_imports import SECONDS, write_ave, write_ovave, write_unav
from tests.leap_core.data.test_imports import LENGTHS, write_lfav
from tests.test_documents import commands

PAGE = Path(__file__).parents[3] / "docs" / "formats.md"
LINES = commands(PAGE.read_text(encoding="utf-8"))
AVE_CLIPS = "RUhOCu3LNXM", "-_1vuXvXF-o", "--12UOziMF0", "1JCsy6a_fM8", "2abcdefghij"
# as the page calls them: who writes the files, and of folders of features the clips with their lengths
SETS = {
    "lfav": (write_lfav, "LFAV_dataset", ("lfav_vggish", "lfav_res18", "lfav_r2plus1d"), LENGTHS),
    "unav": (write_unav, "unav100", (), {}),
    "ave": (write_ave, "AVE_Dataset", ("ave_vggish", "ave_vgg19"), dict.fromkeys(AVE_CLIPS, 10)),
    "ovave": (write_ovave, "OV-AVEL", ("ovave_audio", "ovave_visual"), dict.fromkeys(SECONDS, 10)),
}
BOTH = {"segment_audio_visual", "event_audio_visual"}  # known where truth is audio-visual alone
MOVING, READS_NO_MOTION = ("lfav", "unav"), ("--preset", "mmil_han_lsld")
ITS_OWN = {
    "lfav": "segment_audio",
    "unav": "map_mean",
    "ave": "accuracy",
    "ovave": "unseen",
}  # said of its scores


@pytest.mark.parametrize("form", SETS)
def test_a_data_set_goes_from_its_files_to_scores(form, tmp_path, monkeypatch, capsys):
    write, folder, features, lengths = SETS[form]
    monkeypatch.chdir(tmp_path)
    write(tmp_path / folder)
    draw = np.random.default_rng(3)
    for kind, width in zip(features, (11, 13, 17), strict=False):
        (tmp_path / kind).mkdir()
        for name, t in lengths.items():
            np.save(tmp_path / kind / f"{name}.npy", draw.normal(size=(t, width)).astype(np.float32))
    said = {}
    (brought,) = (line for line in LINES if line.startswith(f"leap data import {form} "))
    then = [line.replace("lfav", form) for line in LINES if re.search(r"\blfav($| --runs)", line)]
    assert [shlex.split(line)[1] for line in then] == ["data", "data", "train", "explain", "evaluate", "app"]
    for line in (brought, *then[:-1]):  # the last opens a screen
        words = shlex.split(line)[1:]
        words += ["--small", "--epochs", "1", *([] if form in MOVING else READS_NO_MOTION)] * (
            words[0] == "train"
        )
        words += ["--json"] if words[0] == "evaluate" or words[1] == "check" else []
        code = run_leap(*words)
        said[words[0], words[1]] = capsys.readouterr()
        assert code == 0, (line, said[words[0], words[1]].err)
    rows = json.loads(said["data", "check"].out)["rows"]
    assert [row["split"] for row in rows] == ["train", "val", "test"]
    assert all(row["features, features/audio"] == row["clips"] for row in rows)
    metrics = open_store(tmp_path / "runs" / form).run.metrics
    assert (metrics.keys() == BOTH) == (form != "lfav")
    assert ITS_OWN[form] in said["evaluate", f"runs/{form}"].out
