"""`python -m app`: the same as `leap app`."""

import sys

from leap_core.cli import main

main(["app", *sys.argv[1:]])
