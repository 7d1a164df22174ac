"""How soon the model behind a run answers, over HTTP as the screen asks, on the bundled demo set.

    python benchmarks/what_if.py [--json]

first       the first question to a fresh server: importing torch and loading the model included, milliseconds
what_if     median and p95 of 50 questions once loaded, each about other seconds, milliseconds
deletion    the first deletion curve of a clip, for which all subsets of its seconds are asked, milliseconds
curves      median of 20 more of other classes, which follow from the same answers, milliseconds
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
import urllib.parse
import urllib.request

from served import serving, tell

from leap_core.resources import DEMO

RUN, CLIP = "leap_mm_pyr", "demotst0074_0_10"
QUESTIONS, CURVES = 50, 20
TARGETS = {"what_if_median_ms": 500, "what_if_p95_ms": 500, "deletion_ms": 500}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tell(measure(), TARGETS, options.json)


def measure() -> dict[str, float]:
    """All figures, with their units in their names."""
    with serving(DEMO) as address:
        first = ask(address, "what-if", silence="0")
        answers = sorted(
            ask(address, "what-if", silence=f"{k % 10}.{(k // 10 + k + 1) % 10}", blank=f"{k % 7}")
            for k in range(QUESTIONS)
        )
        curves = [
            ask(address, "deletion", map="A", modality="audio", block="2", head="mean", **{"class": str(k)})
            for k in range(1 + CURVES)
        ]
    return {
        "first_ms": first,
        "what_if_median_ms": statistics.median(answers),
        "what_if_p95_ms": answers[round(0.95 * (QUESTIONS - 1))],
        "deletion_ms": curves[0],
        "curves_median_ms": statistics.median(curves[1:]),
    }


def ask(address: str, what: str, **query: str) -> float:
    """Milliseconds from a question to its whole answer."""
    url = f"{address}/api/{what}?{urllib.parse.urlencode({'run': RUN, 'clip': CLIP, **query})}"
    start = time.perf_counter()
    with urllib.request.urlopen(url) as answer:
        json.load(answer)
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
