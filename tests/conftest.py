"""Settings of every test: where LLP is found, one thread each, and in CI no test may be skipped.

A skip says that something is missing: a browser, a tool, the LLP files.  Whoever runs the tests may lack it;
CI, which sets the environment variable CI, may not.
"""

import os
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is imported; more threads only slow tiny models

NO_LLP = "the LLP annotations are not here: name their folder in LEAP_LLP_ROOT"


@pytest.fixture(scope="session")
def llp_root() -> Path:
    """Folder of the real LLP annotation files; skips where there is none."""
    root = Path(os.environ.get("LEAP_LLP_ROOT", Path(__file__).parents[2] / "shared" / "llp"))
    if not (root / "AVVP_test_pd.csv").is_file():
        pytest.skip(NO_LLP)
    return root


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skipped test into a failed one in CI."""
    return _fail_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same for a module that skips as a whole."""
    return _fail_if_skipped((yield))


def _fail_if_skipped(report):
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"no test may be skipped in CI: {reason}"
    return report
