"""A command that is told to end, as by a cluster's scheduler, takes what is half-made with it."""

import subprocess
import sys

SCRIPT = """
import os, signal, tempfile, time
from leap_core import cli

@cli.app.command()
def wait():
    with tempfile.TemporaryDirectory(dir="."):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)

cli.main(["wait"])
"""


def test_nothing_half_made_is_left(tmp_path):
    ended = subprocess.run([sys.executable, "-c", SCRIPT], cwd=tmp_path, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (128 + 15, b"", b"")
    assert not [*tmp_path.iterdir()]
