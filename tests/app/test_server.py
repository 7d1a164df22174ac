"""Routes: clips with byte ranges and nothing else of the disk; settings as Streamlit takes them."""

import base64
import io
import json
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image
from streamlit import config

from leap_app import folders, server
from leap_app.notes import Notes
from leap_core.browse import Rule
from tests.app.test_clip import drawn
from tests.demo_fixture import CLIPS, WITHOUT_VIDEO, make_sound


def test_serves_byte_ranges(get, demo):
    whole = (demo / "clips" / f"{CLIPS[0]}.mp4").read_bytes()
    status, headers, body = get(f"/api/clips/{CLIPS[0]}", Range="bytes=100-199")
    assert status == 206
    assert body == whole[100:200]
    assert headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert headers["content-type"] == "video/mp4"


@pytest.mark.parametrize(
    "name", [WITHOUT_VIDEO, "unknown", CLIPS[0][:11], "..%2fdataset.json", "%2e%2e", f"{CLIPS[0]}.mp4"]
)
def test_serves_only_clips_of_the_data_set(get, name):
    assert get(f"/api/clips/{name}")[0] == 404


@pytest.fixture
def linked(demo, tmp_path):
    """The demo set, whose first video is a link out of it."""
    video = demo / "clips" / f"{CLIPS[0]}.mp4"
    video.rename(tmp_path / "elsewhere.mp4")
    video.symlink_to(tmp_path / "elsewhere.mp4")


@pytest.mark.parametrize("what", ["", "/frames", "/still", "/sound"])
def test_serves_no_media_that_links_lead_to_out_of_the_data_set(get, linked, monkeypatch, what):
    status, _, body = get(f"/api/clips/{CLIPS[0]}{what}")
    assert status == 404 and b"it is a link out of the data set's folder. Start with --follow-links" in body
    assert get(f"/api/clips/{CLIPS[1]}{what}")[0] == 200
    monkeypatch.setenv(folders.FOLLOW_LINKS, "1")
    assert get(f"/api/clips/{CLIPS[0]}{what}")[0] == 200


def test_screens_say_and_show_none_of_them(linked, open_screen, open_browse):
    assert "Start with --follow-links" in drawn(open_screen(clip=CLIPS[0]))["media"]["missing"]
    pictures = {clip["filename"]: clip["picture"] for clip in drawn(open_browse())["clips"]}
    assert [name for name, there in pictures.items() if not there] == [CLIPS[0], WITHOUT_VIDEO]


@pytest.mark.parametrize("screen", ["browse", "compare", "figure", "faith", "studies"])
def test_the_page_of_a_screen_knows_where_its_server_is(get, screen):
    status, headers, body = get(f"/{screen}")
    assert (status, headers["cache-control"]) == (200, "no-cache") and "html" in headers["content-type"]
    told, _, rest = body.partition(b"BACKEND_BASE_URL: location.origin")
    assert told and b"./static/js/" in rest  # before Streamlit's own modules, which read it


def test_serves_the_components_modules(get):
    status, headers, _ = get("/api/components/timeline/timeline.js")
    assert status == 200 and "javascript" in headers["content-type"]
    assert get("/api/components/timeline/__init__.py")[0] == 404


def test_gives_the_names_that_a_filter_finds(get):
    rule = Rule(classes=("Dog", "Car"), sort="filename", descending=True)
    asked = f"a=leap_mm_pyr&filter={quote(rule.to_json())}"
    assert json.loads(get(f"/api/found?{asked}")[2]) == {"names": [CLIPS[3], CLIPS[0]]}


def test_a_filter_that_is_none_is_said(get):
    status, _, body = get("/api/found?filter=%7B")
    assert status == 400 and "expected a filter as a JSON object" in body.decode()


def test_every_setting_is_one_of_streamlits():
    settings = server.settings()
    assert set(settings) <= set(config.get_config_options())
    assert settings["server.address"] == "127.0.0.1"
    assert settings["browser.gatherUsageStats"] is False


def test_frames_are_one_picture(get):
    status, headers, body = get(f"/api/clips/{CLIPS[0]}/frames")
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(body)).size == (10 * 128, 96)


def test_sound_is_peaks_and_a_spectrogram(get):
    status, _, body = get(f"/api/clips/{CLIPS[0]}/sound")
    sound = json.loads(body)
    assert status == 200
    peaks = np.frombuffer(base64.b64decode(sound["peaks"]), np.int8).reshape(-1, 2) / 127
    assert len(peaks) == 3200
    # 23 columns to a period of 330 Hz: one of them has its highest, one its lowest sample
    assert peaks[1600:1623].min() == pytest.approx(-0.125, abs=0.01)
    assert peaks[1600:1623].max() == pytest.approx(0.125, abs=0.01)
    # 330 Hz is 434.5 mel: 65 (434.5 - 77.8) / 3,426.6 = 6.77 edges up, nearest to band 6's
    mel = levels(sound)
    assert (mel[:, 80:560].argmax(axis=0) == 6).all() and mel.max() == 255


def test_a_spectrogram_can_be_linear(get):
    status, _, body = get(f"/api/clips/{CLIPS[0]}/sound?frequency=linear")
    sound = json.loads(body)
    linear = levels(sound)
    assert status == 200 and (sound["low_hz"], sound["high_hz"]) == (0, 16_000)
    assert (linear[:, 80:560].argmax(axis=0) == 2).all()  # 330 Hz of 125 Hz a band
    assert get(f"/api/clips/{CLIPS[0]}/sound?frequency=bark")[0] == 400


def levels(sound: dict) -> np.ndarray:
    """The spectrogram's bytes: (bands, columns)."""
    return np.frombuffer(base64.b64decode(sound["levels"]), np.uint8).reshape(
        sound["bands"], sound["columns"]
    )


def test_sound_alone(get, demo):
    video = demo / "clips" / f"{CLIPS[0]}.mp4"
    (demo / "audio").mkdir()
    make_sound(video, demo / "audio" / f"{CLIPS[0][:11]}.wav")
    video.unlink()
    status, headers, body = get(f"/api/clips/{CLIPS[0]}")
    assert (status, headers["content-type"], body[:4]) == (200, "audio/wav", b"RIFF")
    assert get(f"/api/clips/{CLIPS[0]}/sound")[0] == 200
    status, _, body = get(f"/api/clips/{CLIPS[0]}/frames")
    assert status == 404 and b"expected a file with a picture" in body


@pytest.mark.parametrize("what", ["frames", "sound"])
@pytest.mark.parametrize("name", [WITHOUT_VIDEO, "unknown", "..%2f..%2fclips", f"{CLIPS[0]}.mp4"])
def test_no_pictures_or_sounds_of_anything_else(get, name, what):
    status, _, body = get(f"/api/clips/{name}/{what}")
    assert status == 404 and b"Traceback" not in body


def test_notes_are_downloaded_as_json(get, tmp_path):
    status, headers, body = get("/api/notes.json")
    assert (status, json.loads(body)) == (200, [])
    Notes(tmp_path / "notes.sqlite").write("Tiny demo", CLIPS[0], "h\u00f6rt")
    status, headers, body = get("/api/notes.json")
    assert json.loads(body)[0]["note"] == "h\u00f6rt"
    assert headers["content-disposition"] == 'attachment; filename="leap-lens-notes.json"'
    assert headers["cache-control"] == "no-store"
    (tmp_path / "notes.sqlite").write_bytes(b"not a database, but a letter" * 50)
    status, _, body = get("/api/notes.json")
    assert status == 400 and b"file is not a database" in body
