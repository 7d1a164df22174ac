"""Long work that fails says how, to whoever looks."""

import errno
import time

import pytest

from leap_app.jobs import Job
from leap_core.errors import InputError


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (OSError(errno.ENOSPC, "No space left"), InputError, "No space left.*Free some space"),
        (KeyError("x"), KeyError, "x"),
    ],
)
def test_a_full_disk_is_bad_input_and_anything_else_itself(error, kind, said):
    def work(file, tell, stopped):
        file.write(b"half")
        raise error

    job = Job(work, 1)
    while job.running:
        time.sleep(0.001)
    with pytest.raises(kind, match=said):
        raise job.error
    assert job.content == b""
