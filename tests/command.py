"""The command line as it is typed, in this process."""

import pytest

from leap_core import cli


def run_leap(*words):
    """Type `leap` and words -> its exit code."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as stop:
        patch.setattr("sys.argv", ["leap", *map(str, words)])
        cli.main()
    return stop.value.code
