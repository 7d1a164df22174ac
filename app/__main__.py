"""`python -m app`: the dashboard at 127.0.0.1."""

import argparse
from pathlib import Path

from leap_app.server import serve
from leap_core.options import PORT
from leap_core.resources import DEMO


def main() -> None:
    """Read the options and serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m app", description="LEAP Lens in the browser.")
    parser.add_argument("--data", type=Path, default=DEMO, help="data set folder (default: the demo set)")
    parser.add_argument("--runs", type=Path, help="folder of runs (default: DATA/runs)")
    parser.add_argument("--notes", type=Path, help="file of your notes and stars (default: in your home)")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    options = parser.parse_args()
    runs = options.runs or options.data / "runs"
    serve(options.data, runs, options.notes, port=options.port, open_browser=not options.no_browser)


if __name__ == "__main__":
    main()
