"""The clip screen on other data: other T and C, sound alone, features alone, no runs, a real clip."""

import json
import shutil

import numpy as np
import pytest

from benchmarks.served import serving
from leap_core.data.dataset import open_dataset
from tests.browser.player import HEADS, enter
from tests.demo_fixture import make_sound, make_video, write_run

CATEGORIES = ("Tuba", "Owl", "Rain", "Drill", "Whistle", "Bell", "Wolf")
T, SECOND = 23, 0.5
SILENT, HEARD = (f"other{number:06}_0_11" for number in (1, 2))
REAL = "BjCEufrlXm4_20_30"


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Seven classes, 23 segments of half a second, one clip without media and one of sound alone."""
    root = tmp_path_factory.mktemp("other") / "data"
    (root / "audio").mkdir(parents=True)
    settings = {"name": "Other", "synthetic": True, "categories": CATEGORIES, "segments": T}
    (root / "dataset.json").write_text(json.dumps(settings | {"segment_seconds": SECOND}))
    (root / "AVVP_test_pd.csv").write_text(f"filename\tevent_labels\n{SILENT}\tTuba,Owl\n{HEARD}\tRain\n")
    header = "filename\tonset\toffset\tevent_labels\n"
    (root / "AVVP_eval_audio.csv").write_text(f"{header}{SILENT}\t1\t8\tTuba\n{HEARD}\t0.5\t11.5\tRain\n")
    (root / "AVVP_eval_visual.csv").write_text(f"{header}{SILENT}\t3\t4.5\tOwl\n")
    make_sound(make_video(root / "made.mp4", tone=550), root / "audio" / f"{HEARD}.wav")
    truth = open_dataset(root).annotations.grid
    for decoder in ("leap", "mmil"):
        write_run(root / "runs" / decoder, decoder, (SILENT, HEARD), truth, truth, "Other", CATEGORIES)
    return root


@pytest.fixture(scope="module")
def other_address(other):
    with serving(other) as address:
        yield address


@pytest.fixture(scope="module")
def real(llp_root, tmp_path_factory):
    """The real annotations, the one real clip, of the train split, and two made-up runs of it."""
    root = tmp_path_factory.mktemp("real") / "LLP"
    (root / "clips").mkdir(parents=True)
    for path in llp_root.glob("AVVP_*.csv"):
        shutil.copy(path, root)
    shutil.copy(llp_root / f"{REAL[:11]}.mp4", root / "clips")
    data = open_dataset(root, "train")
    assert [data.categories[c] for c in np.flatnonzero(data.annotations.weak[data.index(REAL)])] == [
        "Speech",
        "Dog",
    ]
    heard = np.zeros((1, 2, 25, 10), bool)
    heard[0, :, 0, 1:6] = heard[0, 0, 3, 4:9] = True  # speech, heard and seen; a dog, heard
    for decoder, says in (("leap", heard), ("mmil", heard & (np.arange(10) % 3 > 0))):
        write_run(root / "runs" / decoder, decoder, (REAL,), heard, says, "LLP", data.categories, "train")
    return root


@pytest.fixture(scope="module")
def real_address(real):
    with serving(real) as address:
        yield address


def bars(screen, lane: str) -> int:
    return screen.page.locator(f'[data-lane="{lane}"] .event.truth').count()


def test_other_segments_and_classes_without_media(look, other_address):
    screen = look(other_address)
    screen.open(f"?clip={SILENT}&rows=all")
    assert f"expected {SILENT}.mp4" in screen.page.locator(".missing").inner_text()
    assert screen.page.locator("[data-lane=audio-maps] .labels button").count() == 7
    assert (bars(screen, "audio"), bars(screen, "visual")) == (1, 1)
    assert screen.page.locator(".legend").get_by_text("1/T = 0.043").count() == 1
    assert screen.page.locator(".time").inner_text() == "0.00 / 11.50 s"
    for lane, said in (("frames", "No picture."), ("waveform", "No sound."), ("spectrogram", "No sound.")):
        assert screen.page.locator(f'[data-lane="{lane}"] .note').inner_text() == said
    screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("ArrowRight")
    screen.page.get_by_text("1.00 / 11.50 s").wait_for()
    screen.page.keyboard.press("End")
    screen.page.wait_for_timeout(100)
    heads = screen.lens(HEADS)
    assert heads == pytest.approx([10] * len(heads), abs=0.01)  # at the end, whatever its length
    assert "No run on show carries its model" not in screen.page.locator(".stack").inner_text()
    screen.page.get_by_role("button", name="What if", exact=True).click()
    assert "No run on show carries its model" in screen.page.locator(".what-if").inner_text()


@pytest.mark.chromium  # Firefox plays sound alone only where there is a sound card
def test_sound_alone_plays_and_is_drawn(look, other_address):
    screen = look(other_address)
    screen.open(f"?clip={HEARD}")
    assert "no picture" in screen.page.locator(".missing").inner_text()
    screen.page.locator("[data-lane=waveform] .content path").wait_for()
    screen.page.locator("[data-lane=spectrogram] canvas").wait_for()
    assert screen.page.locator("[data-lane=frames] .note").inner_text() == "No picture."
    screen.page.keyboard.press("4")
    screen.page.wait_for_timeout(300)
    assert screen.lens("root => root.querySelector('video').currentTime") == pytest.approx(4.6, abs=0.02)
    screen.page.keyboard.press(" ")
    screen.page.wait_for_timeout(600)
    screen.page.keyboard.press(" ")
    screen.page.wait_for_timeout(150)
    time = float(screen.page.locator(".time").inner_text().split()[0])
    assert 4.7 < time < 6.5
    assert screen.lens("root => root.querySelector('video').currentTime") == pytest.approx(time, abs=0.02)


def test_without_any_run_the_clip_and_its_truth_are_there(look, other, tmp_path):
    root = shutil.copytree(other, tmp_path / "data", ignore=shutil.ignore_patterns("runs"))
    with serving(root) as address:
        screen = look(address)
        screen.open(f"?clip={HEARD}")
        assert "expected at least one run folder" in screen.page.locator("[data-testid=stAlert]").inner_text()
        assert bars(screen, "audio") == 1
        assert screen.page.locator(".scores").inner_text() == "No run to score."
        assert screen.page.locator(".heading").count() == 2  # Y alone, heard and seen
        assert screen.page.get_by_role("button", name="Probabilities").is_disabled()
        screen.page.close()


def test_the_real_clip(look, real_address):
    screen = look(real_address)
    screen.open(f"?clip={REAL}")
    page = screen.page
    assert page.locator(".synthetic").is_hidden()
    page.locator("[data-lane=frames] .tiles i").first.wait_for()
    page.locator("[data-lane=waveform] .content path").wait_for()
    page.locator("[data-lane=spectrogram] canvas").wait_for()
    assert page.locator("[data-lane=audio] .labels span").all_inner_texts() == ["Speech", "Dog"]
    events = '[data-lane="audio"] .event'
    assert (
        page.locator(f"{events}.said").count() == page.locator(events).count() == 2 + 4
    )  # right or wrong, who knows
    assert page.locator(".scores").inner_text() == "No labels by second to score against."
    frame = 384 / 11488  # ticks of its index: 29.92 frames a second
    for key, seconds in (("3", 3), ("8", 8), ("ArrowLeft", 7)):
        page.keyboard.press(key)
        page.wait_for_timeout(250)
        time = float(page.locator(".time").inner_text().split()[0])
        assert seconds - 0.006 <= time < seconds + frame + 0.006  # the first frame at or after
        shown = screen.lens("root => root.querySelector('video').currentTime")
        assert abs(shown - time) < frame
    assert page.get_by_role("button", name="Truth", exact=True).is_disabled()
    time = page.locator(".time").inner_text()
    screen.open(page.url.removeprefix(f"{screen.address}/"))
    page.get_by_text(time).wait_for()  # the very frame
    enter(page.get_by_label("Threshold, as a number"), "1")
    assert page.locator(events).count() == 0


@pytest.fixture(scope="module")
def joint_address(tmp_path_factory):
    """One clip of 7 classes of which only what is heard and seen at once is labelled, and two runs of it."""
    root = tmp_path_factory.mktemp("joint") / "data"
    root.mkdir()
    settings = {"name": "Joint", "categories": CATEGORIES, "segments": 10, "truth": "audio-visual"}
    (root / "dataset.json").write_text(json.dumps(settings | {"metrics": "ave"}))
    (root / "AVVP_test_pd.csv").write_text("filename\tevent_labels\nclip\tOwl\n")
    event = "filename\tonset\toffset\tevent_labels\nclip\t3\t7\tOwl\n"
    (root / "AVVP_eval_audio_visual.csv").write_text(event)
    heard = np.zeros((1, 2, 7, 10), bool)
    heard[0, 0, 1], heard[0, 1, 1, 2:6], heard[0, 0, 4, 5:8] = True, True, True  # a whistle is heard alone
    for decoder in ("leap", "mmil"):
        says = heard & (decoder == "leap")
        write_run(root / "runs" / decoder, decoder, ("clip",), heard, says, "Joint", CATEGORIES)
    with serving(root) as address:
        yield address


def test_where_both_at_once_alone_is_labelled_the_rest_is_unknown(look, joint_address, tmp_path):
    screen = look(joint_address)
    screen.open("?clip=clip")
    page = screen.page
    kinds = {
        lane: {
            kind: page.locator(f'[data-lane="{lane}"] .event.{kind}').count()
            for kind in ("truth", "hit", "false-alarm", "miss", "said")
        }
        for lane in ("audio", "visual", "both")
    }
    for lane, found in (("audio", 2), ("visual", 1)):  # neither right nor wrong
        assert kinds[lane] == {"truth": 0, "hit": 0, "false-alarm": 0, "miss": 0, "said": found}
    # LEAP has 2 to 6 of 3 to 7: a second too early, three right, one missed; MMIL misses all
    assert kinds["both"] == {"truth": 1, "hit": 1, "false-alarm": 1, "miss": 2, "said": 0}
    scores = page.locator(".scores")
    assert scores.locator("tbody th").all_inner_texts() == ["Audio-visual"]
    assert "what is heard or seen alone is unknown, not wrong" in scores.inner_text()
    assert scores.locator("tbody td").first.inner_text() == "75.0"
    page.screenshot(path=tmp_path / "joint.png")
    page.goto(f"{joint_address}/browse")
    page.get_by_text("Only what is heard and seen at once is labelled").wait_for()
    assert page.locator(".event.said").count() and not page.locator(".event.false-alarm, .event.miss").count()
    page.goto(f"{joint_address}/compare")
    page.get_by_text("Only what is heard and seen at once is labelled here").wait_for()
