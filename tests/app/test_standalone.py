"""Clips as a web page of one file: what is in it and what is not, and the command that writes it."""

import base64
import getpass
import json
import os
import re
import socket
import subprocess
import sys
from urllib.parse import unquote

import numpy as np
import pytest

from leap_app import live
from leap_app.standalone import page
from leap_core.data.dataset import open_dataset
from leap_core.data.nothing import Removal
from leap_core.errors import InputError
from leap_core.resources import DEMO
from leap_core.runs.store import open_store
from tests.command import run_leap
from tests.demo_fixture import CLIPS, WITHOUT_VIDEO, make_demo

RUNS = ("mmil_mm_pyr", "leap_mm_pyr")
PATH = re.compile(r"(?<![\w.:/<])/(?:work|home|Users|root|mnt|tmp|var)/")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("of_frigga") / "demo")


def exported(root, *clips):
    return page(open_dataset(root), [open_store(root / "runs" / name) for name in RUNS], clips)


def blocks(html):
    """What is stored of each clip, by name."""
    found = re.findall(r'<script type="application/json" data-clip="(.+?)" .*?>(.*?)</script>', html)
    return {name: json.loads(text) for name, text in found}


def modules(html):
    """The JavaScript that a page brings, by name."""
    imports = json.loads(re.search(r'<script type="importmap">(.*?)</script>', html)[1])["imports"]
    return {name: unquote(url.partition(",")[2]) for name, url in imports.items()}


def test_it_holds_the_clip_and_all_that_is_drawn_of_it(root):
    stored = blocks(exported(root, CLIPS[2]))[CLIPS[2]]
    assert [run["title"].partition(",")[0] for run in stored["record"]["runs"]] == ["LEAP", "MMIL"]
    kind, _, content = stored["files"]["play"].partition(",")
    assert kind == "data:video/mp4;base64"
    assert base64.b64decode(content) == (root / "clips" / f"{CLIPS[2]}.mp4").read_bytes()
    assert base64.b64decode(stored["files"]["frames"].partition(",")[2])[:2] == b"\xff\xd8"  # a JPEG
    assert {*stored["sounds"]} == {"mel", "linear"}


def test_it_holds_no_path_no_name_of_anyone_and_nothing_that_a_user_said(root):
    html = exported(root, *CLIPS)
    records = json.dumps([stored["record"] for stored in blocks(html).values()])
    words = "\n".join(
        [re.sub(r"<script.*?</script>", "", html, flags=re.S), *modules(html).values(), records]
    )
    assert not PATH.search(words)
    assert "frigga" not in words and socket.gethostname() not in words
    assert not re.search(rf"\b{getpass.getuser()}\b", records)
    assert all(stored["record"]["note"] is None for stored in blocks(html).values())
    assert not any(name in records for name in RUNS)  # names of folders


def test_nothing_runs_or_loads_but_what_it_holds(root):
    html = exported(root, CLIPS[2])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', html)[1]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert not {*policy.split()} & {"'unsafe-inline'", "'unsafe-eval'", "'self'", "*", "http:", "https:"}
    assert not re.search(
        r"""(?:src|href)=|@import|url\((?!["']?data:)""", re.sub(r"<script.*?</script>", "", html)
    )
    for name, text in modules(html).items():
        for imported in re.findall(r'from "(.+?)";', text):
            assert imported in modules(html), (name, imported)
    assert "timeline/server.js" not in modules(html)


def test_what_a_data_set_is_called_ends_no_script(root, tmp_path):
    name = '</script><script>alert("1")</script>'
    for path in root.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "dataset.json").unlink()
    about = json.loads((root / "dataset.json").read_text(encoding="utf-8")) | {"name": name}
    (tmp_path / "dataset.json").write_text(json.dumps(about), encoding="utf-8")
    html = page(open_dataset(tmp_path), [], CLIPS[:1])
    assert html.count("<script") == html.count("</script>") == 3
    assert blocks(html)[CLIPS[0]]["record"]["clip"]["dataset"] == name


def test_a_clip_without_a_file_says_so(root):
    stored = blocks(exported(root, WITHOUT_VIDEO))[WITHOUT_VIDEO]
    assert stored["record"]["media"] == {
        "missing": "No video: the data set had no file of it when this page was made. The rest works without."
    }
    assert stored["files"] == stored["sounds"] == {}


def test_further_runs_stand_beside_the_two(root):
    stores = [open_store(root / "runs" / name) for name in (*RUNS, RUNS[0])]
    record = blocks(page(open_dataset(root), stores, CLIPS[:1]))[CLIPS[0]]["record"]
    assert [(run["slot"], run["compared"]) for run in record["runs"]] == [
        ("1", True),
        ("2", True),
        ("3", False),
    ]
    alone = blocks(page(open_dataset(root), stores[:1], CLIPS[:1]))[CLIPS[0]]["record"]
    assert [(run["slot"], run["title"]) for run in alone["runs"]] == [("1", stores[0].run.title)]


def test_a_page_takes_at_most_a_megabyte_beyond_its_media(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_leap("export", "demotst0075", "--html", "clip.html") == 0
    size = (tmp_path / "clip.html").stat().st_size
    assert f"wrote clip.html ({size / 1e6:.1f} MB)" in capsys.readouterr().err
    (video,) = (DEMO / "clips").glob("demotst0075*.mp4")
    assert size - video.stat().st_size < 1_000_000


CLIP = "demotst0075_0_10"


@pytest.fixture(scope="module")
def answered():
    """The bundled clip with what its two runs' models say."""
    stores = [open_store(DEMO / "runs" / name) for name in RUNS]
    return page(open_dataset(DEMO), stores, [CLIP], what_if=True)


def test_with_what_if_it_stores_what_the_models_say(answered):
    """Of one second and of all, to 2^-16 what the dashboard would be told; curves and worths."""
    stored = blocks(answered)[CLIP]
    assert all(run["live"] for run in stored["record"]["runs"])
    data, store = open_dataset(DEMO), open_store(DEMO / "runs" / "leap_mm_pyr")
    answers = stored["answers"]["1"]
    every = list(range(10))
    for removal in (Removal(), Removal("keys")):
        for key, taken in (("silence", [3]), ("silence", every), ("blank", [0])):
            pair = (taken, []) if key == "silence" else ([], taken)
            told = live.what_if(store, data, CLIP, *pair, removal)
            answer = answers[f"{key} {'.'.join(map(str, taken))} {removal.name}"]
            values = np.frombuffer(base64.b64decode(answer["p"]), "<u2") / 2**15
            wanted = np.ravel([*told["probability"]["audio"], *told["probability"]["visual"]])
            np.testing.assert_allclose(values[: len(wanted)], wanted, atol=2**-16)
            clip = told["clip_probability"]
            rest = np.concatenate([clip["audio"], clip["visual"], clip["either"]])
            np.testing.assert_allclose(values[len(wanted) :], rest, atol=2**-16)
            assert answer["replaced"] == told["replaced"]
        curve = live.deletion(store, data, CLIP, live.Asking("A", "visual", 12, "2", "mean"), removal)
        answer = answers[f"deletion A visual 12 {removal.name}"]
        for key in ("order", "orders", "replaced_by"):
            assert answer[key] == curve[key]
        assert answer["carriers"] == [*curve["carriers"]]
        for key in ("curve", "better", "worth"):
            assert answer[key] == pytest.approx(curve[key], abs=5.1e-5)
        assert answer["random"]["deviation"] == pytest.approx(curve["random"]["deviation"], abs=5.1e-5)
        for i, row in enumerate(answer["interactions"]):  # from the diagonal on
            assert row == pytest.approx(curve["interactions"][i][i:], abs=5.1e-5)
        told = live.shapley(store, data, CLIP, removal)
        assert answers[f"shapley {removal.name}"] == {"values": told["values"]}
    assert len(answers) == 2 * (2 * 11 + 1 + 2 * 25)


def test_with_answers_it_still_takes_at_most_a_megabyte_beyond_its_media(answered):
    (video,) = (DEMO / "clips").glob("demotst0075*.mp4")
    assert len(answered.encode()) - video.stat().st_size < 1_000_000


def test_answers_need_a_run_that_carries_its_model(root):
    with pytest.raises(InputError, match="expected a run that carries its model"):
        page(open_dataset(root), [open_store(root / "runs" / RUNS[0])], CLIPS[:1], what_if=True)


def test_modules_stand_in_the_same_order_every_time():
    code = "from leap_app.offline import import_map; print(import_map('timeline/standalone.js'))"
    settings = ({**os.environ, "PYTHONHASHSEED": seed} for seed in "12")
    words = [sys.executable, "-c", code]
    said = {subprocess.run(words, env=env, capture_output=True, check=True).stdout for env in settings}
    assert len(said) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["demotst0075"], "expected either --html FILE or --site DIR"),
        (["demotst0075", "--html", "a.html", "--anonymous"], "no option of a site"),
        (["nothing", "--html", "a.html"], "the test split has no clip nothing"),
        (["demotst0075", "--html", "a"], "expected a name that ends in .html"),
        (["demotst0075", "--html", "no/a.html"], "expected a folder to write into"),
        (["demotst0075", "--html", "a.html", "--run", "no"], "run.json"),
        (["demotst0075", "--html", "a.html", "--runs", "no"], "expected a recipe whose runs lie there"),
        (["a.html.yaml", "--html", "a.html", "--run", "no"], "expected a recipe alone"),
        (["demotst0075", "--html", "a.html", *["--run", "no"] * 7], "expected at most 6 runs, found 7"),
        (["demotst0075", "--html", "a.html", "--data", "no"], "no"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(words, said, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_leap("export", *words) == 2
    assert said in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []
