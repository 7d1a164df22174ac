"""Decisions and scores made in the browser equal leap_core.metrics, over the whole bundled demo set."""

import json
from pathlib import Path

import numpy as np
import pytest

from leap_core.data.dataset import open_dataset
from leap_core.metrics import COLUMNS, GATES, HEADLINE, binarise, evaluate
from leap_core.runs.store import open_store
from leap_core.views import probability_view
from tests.browser.player import CLIP, enter

DEMO = Path(__file__).parents[2] / "assets" / "demo"
THRESHOLDS = (0.0, 0.2, 0.35, 0.5, 0.8, 0.99)

# window.clips, [{truth, probability, clip_probability}] -> of each, the decided cells as "0101..", audio then
# visual, and the ten scores; as JSON text, which crosses to Python sooner than objects
DECIDE = """async ([threshold, gate]) => {
  const { binarise } = await import("/api/components/timeline/logic/gates.js");
  const { evaluate, LEVELS, TRACKS } = await import("/api/components/timeline/logic/metrics.js");
  const decided = window.clips.map((clip) => {
    const grid = binarise(clip, threshold, gate);
    const scores = evaluate(grid, clip.truth);
    return {
      cells: [grid.audio, grid.visual].flat(2).map(Number).join(""),
      scores: LEVELS.flatMap((level) => Object.keys(TRACKS).map((track) => scores[level][track])),
    };
  });
  return JSON.stringify(decided);
}"""


@pytest.mark.parametrize("run", ["leap_mm_pyr", "mmil_mm_pyr"])
def test_decisions_and_scores_of_all_demo_clips(browser, address, run):
    store = open_store(DEMO / "runs" / run)
    data = open_dataset(DEMO, store.run.split)
    truth = data.annotations.grid[[data.index(name) for name in store.filenames]]  # (N, 2, C, T)
    grids = [dict(zip(("audio", "visual"), y.astype(int).tolist(), strict=True)) for y in truth]
    clips = [{"truth": y, **probability_view(store.prediction, n)} for n, y in enumerate(grids)]
    assert len(clips) == 128
    page = browser.new_page()
    page.goto(f"{address}/api/components/timeline/logic/gates.js")
    page.evaluate("text => { window.clips = JSON.parse(text); }", json.dumps(clips))
    for gate in GATES:
        for threshold in THRESHOLDS:
            decided = json.loads(page.evaluate(DECIDE, [threshold, gate]))
            grid = binarise(store.prediction, threshold, gate)
            cells = np.array([[c == "1" for c in clip["cells"]] for clip in decided])
            np.testing.assert_array_equal(cells, grid.reshape(len(grid), -1))
            scores = np.array([clip["scores"] for clip in decided])  # (N, 10) percent
            report = evaluate(grid, truth)
            per_clip = scores[:, [HEADLINE.index(column) for column in COLUMNS]] / 100
            np.testing.assert_allclose(per_clip, report.per_clip, atol=1e-12)
            np.testing.assert_allclose(
                scores.mean(axis=0), [report.table[m] for m in HEADLINE[:-1]], atol=1e-9
            )
    page.close()


def test_the_scores_on_the_screen_follow_threshold_and_gate(screen, demo_root):
    data = open_dataset(demo_root, "test")
    name = CLIP.removeprefix("?clip=")
    truth = data.annotations.grid[[data.index(name)]]
    stores = [open_store(demo_root / "runs" / run) for run in ("leap_mm_pyr", "mmil_mm_pyr")]
    screen.open(CLIP)
    for threshold, gate in ((0.5, "global"), (0.15, "none"), (0.85, "modality")):
        enter(screen.page.get_by_label("Threshold, as a number"), str(threshold))
        screen.page.locator(".decision").get_by_text(gate, exact=True).click()
        rows = screen.page.locator(".scores tbody tr").all()
        shown = np.array([[float(c) for c in _cells(row)] for row in rows])  # tracks x (A, B of both levels)
        tables = []
        for store in stores:
            row = store.filenames.index(name)
            tables.append(evaluate(binarise(store.prediction, threshold, gate)[[row]], truth).table)
        for level, columns in (("segment", (0, 1)), ("event", (2, 3))):
            for run, column in enumerate(columns):
                wanted = [
                    tables[run][f"{level}_{t}"] for t in ("audio", "visual", "audio_visual", "type", "event")
                ]
                np.testing.assert_allclose(shown[:, column], wanted, atol=0.051)


def _cells(row) -> list[str]:
    """The scores of a row, without the differences."""
    texts = row.locator("td").all_inner_texts()
    return [text for n, text in enumerate(texts) if n % 3 < 2]
