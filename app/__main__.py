"""`python -m app`: the same as `leap app`."""

import sys

from leap_core.cli import main

if __name__ == "__main__":
    main(["app", *sys.argv[1:]])
