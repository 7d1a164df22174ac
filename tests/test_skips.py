"""A skipped test fails the session in CI and nowhere else."""

from pathlib import Path

import pytest

pytest_plugins = "pytester"

SKIPS = {
    "fixture": "import pytest\n@pytest.fixture\ndef browser():\n    pytest.skip('no browser')\n"
    "def test_page(browser): pass\n",
    "mark": "import pytest\n@pytest.mark.skipif(True, reason='no browser')\ndef test_page(): pass\n",
    "module": "import pytest\npytest.skip('no browser', allow_module_level=True)\n",
    "llp": "def test_rows(llp_root): pass\n",
}


@pytest.fixture
def session(pytester, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("LEAP_LLP_ROOT", str(pytester.path / "nowhere"))
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    return pytester


@pytest.mark.parametrize("kind", SKIPS)
@pytest.mark.parametrize("ci", [False, True], ids=["anywhere", "ci"])
def test_a_skip_fails_in_ci_alone(session, monkeypatch, kind, ci):
    session.makepyfile(test_one="def test_sound(): pass\n", test_two=SKIPS[kind])
    if ci:
        monkeypatch.setenv("CI", "true")
    result = session.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", "-rs")
    assert result.ret == (0 if not ci else 2 if kind == "module" else 1)
    if ci:
        result.stdout.fnmatch_lines("*no test may be skipped in CI: *")


def test_workers_report_it_too(session, monkeypatch):
    monkeypatch.setenv("CI", "true")
    session.makepyfile(SKIPS["fixture"])
    result = session.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2")
    result.assert_outcomes(errors=1)
    assert result.ret == 1


def test_an_expected_failure_is_no_skip(session, monkeypatch):
    monkeypatch.setenv("CI", "true")
    session.makepyfile("import pytest\n@pytest.mark.xfail\ndef test_known(): assert 0\n")
    result = session.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    assert result.ret == 0
