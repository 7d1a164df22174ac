"""explain, extract and faithfulness spread by a real Ray: the same bytes, also where a worker is killed."""

import hashlib
import os
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial

import pytest
import torch

import leap_core as lc
from leap_core.data.dataset import open_dataset
from leap_core.errors import InputError
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.what_if import load_live
from leap_core.faithfulness.report import faithfulness
from leap_core.faithfulness.stored import Asked, Removal
from leap_core.runs.store import open_store
from leap_core.spread import spread_over
from tests.leap_core.extract.conftest import X264, encode, pattern, tone
from tests.tiny_dataset import WIDTHS, C, make_dataset, names, tiny

ITEMS = 12
pytestmark = pytest.mark.filterwarnings("ignore:.* deprecated:DeprecationWarning")  # Ray's own


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Data, and a run of which only the checkpoint is there."""
    folder = tmp_path_factory.mktemp("spread")
    narrow = {"classes": C, **{f"{kind}_dim": width for kind, width in WIDTHS.items()}, "label_dim": 100}
    torch.manual_seed(5)
    model = lc.build_model(replace(tiny(lc.presets.leap_mm_pyr()), **narrow))
    lc.save_checkpoint(model, folder / "checkpoint")
    return make_dataset(folder / "data")


@pytest.fixture(scope="module")
def cluster():
    """The address of two nodes on this machine, a worker on each."""
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    made.add_node(num_cpus=1)
    made.wait_for_nodes()
    yield made.address
    made.shutdown()


@pytest.fixture(scope="module")
def spread(cluster):
    with spread_over(cluster) as spread:
        yield spread


def counting(folder, killed):
    """What notes each item in a file; whoever comes to `killed` first ends itself as by kill -9."""
    import ray

    node = ray.get_runtime_context().get_node_id()

    def work(items):
        for item in items:
            if item == killed and not (folder / "killed").exists():
                (folder / "killed").touch()
                os.kill(os.getpid(), signal.SIGKILL)
            yield item, node

    return work


def test_a_killed_worker_loses_nothing_and_two_nodes_work(spread, tmp_path):
    found = list(spread(partial(counting, tmp_path, ITEMS // 2), range(ITEMS)))
    assert (tmp_path / "killed").exists()
    assert sorted(item for item, _ in found) == list(range(ITEMS))
    assert list(spread(partial(counting, tmp_path, None), [])) == []


def refusing():
    def work(items):
        for item in items:
            raise InputError(item, "expected another", "Mend it.")
            yield

    return work


def test_an_error_comes_home_as_it_is(spread):
    with pytest.raises(InputError, match=r"^clip: expected another\. Mend it\.$"):
        list(spread(refusing, ["clip"]))


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_explain_and_faithfulness_write_the_same_bytes_after_an_interruption_too(data, spread, tmp_path):
    def interrupted(done, total):
        if done:
            raise KeyboardInterrupt

    test, val = open_dataset(data), open_dataset(data, "val")
    for way in ("alone", "spread"):
        run = tmp_path / way / "run"
        run.mkdir(parents=True)
        (run / "checkpoint").symlink_to(data.parent / "checkpoint")
        explained = partial(
            explain_dataset, run / "checkpoint", test, run, batch_size=3, validation=val, precision="bf16"
        )
        if way == "alone":
            explained()
        else:
            with pytest.raises(KeyboardInterrupt):
                explained(on_clip=interrupted, spread=spread)
            left = list((run / "parts").glob("predictions-*.parquet"))
            assert left and not (run / "run.json").exists()
            explained(spread=spread)
        store = open_store(run)
        assert store.filenames == tuple(names("test"))
        asked = Asked(store, load_live(run, store.run), test, Removal("input", "zeros"))
        some = names("test")[:10]
        if way == "alone":
            tracks = faithfulness(asked, some)
        else:
            assert repr(faithfulness(asked, some, spread=spread)) == repr(tracks)  # some are no number
    alone, other = (hashes(tmp_path / way) for way in ("alone", "spread"))
    assert alone == other
    assert {"run/run.json", "run/maps.parquet", "run/faithfulness/input-zeros/tables-00001.parquet"} <= {
        *alone
    }


def test_extract_by_the_command_with_a_ray_of_its_own(tmp_path):
    videos = tmp_path / "videos"
    videos.mkdir()
    for n in range(3):
        encode(videos / f"clip{n}.mp4", pattern(1 + n), tone(1 + n), X264)
    for way, words in (("alone", ()), ("spread", ("--ray",))):
        command = [
            sys.executable,
            "-m",
            "leap_core",
            "extract",
            videos,
            "--out",
            tmp_path / way / "data",
            *words,
            "--json",
        ]
        environment = {k: v for k, v in os.environ.items() if k != "RAY_ADDRESS"}
        ended = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment)
        assert ended.returncode == 0, ended.stderr
        assert "3 clips, 0 of them made earlier" in ended.stderr
    alone, other = (hashes(tmp_path / way) for way in ("alone", "spread"))
    assert alone == other and "data/features/audio/clip2.npy" in alone


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--ray", "127.0.0.1:1"), "--ray 127.0.0.1:1: expected a Ray cluster"),
        (("--ray=somewhere",), "--ray somewhere: expected an address of Ray: local, auto or HOST:PORT"),
    ],
)
def test_a_wrong_address_is_one_message(data, tmp_path, words, message):
    command = [
        "explain",
        "--checkpoint",
        data.parent / "checkpoint",
        "--data",
        data,
        "--out",
        tmp_path / "run",
        *words,
    ]
    ended = subprocess.run(
        [sys.executable, "-m", "leap_core", *map(str, command)], capture_output=True, text=True
    )
    assert ended.returncode == 2 and message in ended.stderr and "Traceback" not in ended.stderr
    assert not (tmp_path / "run").exists()
