"""The wheel is whole: every command and screen works from another folder, with the checkout out of reach.

make wheel-test
"""

import json
import zipfile
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import sync_playwright

from benchmarks.served import FLAGS, NO_CHROMIUM, find_chromium

ROOT = Path(__file__).parents[2]
CLIP = "demotst0074_0_10"
LIMIT = 30e6  # bytes
TOOLS = {
    "bundle.py",
    "label_embeddings/extract.py",
    "sprites/drawings.py",
    "sprites/make.py",
}  # they made other assets


def test_the_wheel_holds_what_git_holds_and_nothing_else(wheel, tracked):
    homes = {"app": "leap_app", "leap_core": "leap_core", "assets": "leap_core/assets"}
    names = [name.partition("/") for name in tracked if name != "leap_core/assets"]
    wanted = {f"{homes[top]}/{rest}" for top, _, rest in names if top in homes and rest not in TOOLS}
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert found == wanted
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    assert wheel.stat().st_size < LIMIT


def test_both_packages_come_from_the_wheel_and_none_is_named_app(installed):
    places = installed.python("import leap_core, leap_app; print(leap_core.__file__, leap_app.__file__)")
    assert all(Path(place).is_relative_to(installed.bin.parent) for place in places.split())
    assert installed.python("from importlib.util import find_spec; print(find_spec('app'))") == "None\n"


def test_every_module_can_be_imported(installed):
    installed.python("""
import importlib, pkgutil, leap_app, leap_core
for package in (leap_core, leap_app):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2] not in ("__main__", "main"):  # scripts
            importlib.import_module(module.name)
""")


def test_bundled_vectors_scores_and_sprites_are_found(installed):
    found = installed.python("""
from leap_core import CATEGORIES, published
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.demo.looks import pictures
print(*load_label_embeddings("bundled", CATEGORIES).shape, len(published.rows()), pictures("Dog"))
""")
    table = (ROOT / "assets" / "published.csv").read_text(encoding="utf-8").splitlines()
    assert found.split() == ["25", "100", str(len(table) - 1), "3"]


def test_the_commands_work(installed):
    assert installed.leap("--version").startswith("leap-lens ")
    demo = Path(installed.leap("demo", "path").strip())
    assert demo.is_relative_to(installed.bin.parent)
    run = demo / "runs" / "leap_mm_pyr"
    (row,) = json.loads(installed.leap("evaluate", run, "--data", demo, "--json"))["rows"]
    stored = json.loads((run / "run.json").read_text(encoding="utf-8"))["metrics"]
    assert row["segment_type"] == pytest.approx(stored["segment_type"], abs=0.01)
    counted = json.loads(installed.leap("complexity", "--json"))["rows"]
    assert counted[-1]["parameters_published"] == 52_005_380
    installed.leap("figure", "--clip", CLIP, "-o", "figure.pdf")
    assert (installed.here / "figure.pdf").read_bytes().startswith(b"%PDF")


def test_the_app_serves_its_page_modules_and_clips(address):
    def get(path, **headers):
        with urlopen(Request(f"{address}/{path}", headers=headers), timeout=30) as answer:
            return answer.status, answer.read()

    assert b"<html" in get("")[1]
    assert b"export default" in get("api/components/timeline/timeline.js")[1]
    clip = ROOT / "assets" / "demo" / "clips" / f"{CLIP}.mp4"
    assert get(f"api/clips/{CLIP}", Range="bytes=0-99") == (206, clip.read_bytes()[:100])


def test_every_screen_opens(address):
    if (chromium := find_chromium()) is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(".lens[data-ready]")
        icon = page.locator("link[rel~=icon]").evaluate("link => link.href")
        with urlopen(icon) as answer:  # a data: address
            assert answer.read() == (ROOT / "app" / "favicon.svg").read_bytes()
        for screen in ("browse", "compare", "figure", "faith", "studies"):
            page.goto(f"{address}/{screen}")
            page.wait_for_selector("[data-testid=stMainBlockContainer] [data-testid=stSelectbox]")
            page.wait_for_selector("[data-test-script-state=notRunning]")
            assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
        browser.close()
