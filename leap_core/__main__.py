"""`python -m leap_core`: the same as the `leap` command."""

from leap_core.cli import main

main()
