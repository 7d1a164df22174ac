"""How quick the clip screen is in Chromium, at 1440 x 900, and whether it keeps its memory.

    python benchmarks/dashboard.py [--data ROOT] [--json]

start       server start to a served page, seconds
first       navigation in a fresh browser profile to the first interactive clip, seconds (median of 3)
warm        likewise in a profile that was there before
step        pressing j to all maps of the next clip drawn, milliseconds (median and p95 of 40)
jump        choosing another clip in the box to its maps drawn, milliseconds (median of 20)
held        clips drawn a second with j held down, ten presses a second, and those left out
frames      animation frames a second while playing with all lanes open
error       largest distance of a playhead from the video frame on show, while playing and after 20 random
            seeks, frames
open        Compare, Figure and Studies for the first time after the first clip, seconds
threshold   a changed threshold or view on Compare, or venue on Figure, to the screen at rest, milliseconds
heap        JavaScript heap after garbage collection, megabytes, after 40 and after 1,040 steps; likewise
            nodes of the page, and the server's resident memory
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from pathlib import Path

import screens
from playwright.sync_api import Browser, Page, sync_playwright
from served import FLAGS, NO_CHROMIUM, find_chromium, started, tell, window

from leap_core.data.media import frame_seconds
from leap_core.resources import DEMO

STEPS, JUMPS, PRESSES, SECONDS, SEEKS, MANY = 40, 20, 50, 5, 20, 1000  # MANY steps without a rest
ALL_LANES = "frames.waveform.spectrogram.audio.visual.both.audio-maps.visual-maps.what-if"
TARGETS = {
    "start_s": 5,
    "first_warm_s": 1.5,
    "step_median_ms": 50,
    "step_p95_ms": 100,
    "jump_median_ms": 150,
    "held_left_out": 0,
    **dict.fromkeys(("open_compare_s", "open_figure_s", "open_studies_s"), 1.2),
    **dict.fromkeys(("threshold_p95_ms", "view_p95_ms", "venue_p95_ms"), 400),
    "playhead_error_frames": 1,
}

STEP = """async (root, pause) => {
  await new Promise((done) => setTimeout(done, pause)); // a person looks at a clip first
  const before = root.dataset.drawn;
  const start = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
  while (root.dataset.drawn === before) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""

JUMP = """async (root, part) => {
  const box = root.querySelector(".picker input");
  box.focus();
  const options = root.querySelector("datalist").children;
  while (!options.length) await new Promise((done) => setTimeout(done, 20));
  const others = [...options].map((option) => option.value).filter((value) => value !== box.placeholder);
  const before = root.dataset.drawn;
  const start = performance.now();
  box.value = others[Math.floor(part * others.length)];
  box.dispatchEvent(new Event("input"));
  while (root.dataset.drawn === before) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""

# How many clips each of many presses, a tenth of a second apart, drew in all, and in how many milliseconds.
HELD = """async (root, presses) => {
  const seen = new Set();
  let going = true;
  const watch = () => {
    seen.add(root.dataset.drawn);
    if (going) requestAnimationFrame(watch);
  };
  watch();
  const start = performance.now();
  for (let n = 0; n < presses; n++) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, repeat: true }));
    await new Promise((done) => setTimeout(done, 100 * (n + 1) - (performance.now() - start)));
  }
  going = false;
  return { drawn: seen.size - 1, milliseconds: performance.now() - start };
}"""

# Frames a second, and the largest playhead error in seconds, over a stretch of playing.
PLAY = f"""async (root) => {{
  const video = root.querySelector("video");
  const heads = [...root.querySelectorAll(".playhead")];
  const duration = Number(root.querySelector(".scrub").max);
  const errors = [];
  const look = (_, {{ mediaTime }}) => {{
    requestAnimationFrame(() => {{ // in the same frame, after the screen's own loop: as it is painted
      for (const head of heads) {{
        const shown = (parseFloat(head.style.transform.slice(11)) / 100) * duration;
        errors.push(Math.abs(shown - mediaTime));
      }}
    }});
    video.requestVideoFrameCallback(look);
  }};
  root.querySelector(".play").click();
  await new Promise((done) => video.addEventListener("playing", done, {{ once: true }}));
  video.requestVideoFrameCallback(look);
  let frames = 0;
  const start = performance.now();
  while (performance.now() - start < {SECONDS * 1000}) {{
    await new Promise(requestAnimationFrame);
    frames += 1;
  }}
  root.querySelector(".play").click();
  return {{ fps: frames / {SECONDS}, error: Math.max(...errors) }};
}}"""

# The playhead error in seconds at rest, after a seek through the scrub bar.
SEEK = """async (root, part) => {
  const video = root.querySelector("video");
  const scrub = root.querySelector(".scrub");
  await new Promise((done) => setTimeout(done, 150)); // pausing seeks too
  const shown = new Promise((done) => video.requestVideoFrameCallback((_, frame) => done(frame.mediaTime)));
  scrub.value = part * scrub.max;
  scrub.dispatchEvent(new Event("input"));
  const mediaTime = await shown;
  await new Promise(requestAnimationFrame);
  const head = root.querySelector(".playhead");
  return Math.abs((parseFloat(head.style.transform.slice(11)) / 100) * scrub.max - mediaTime);
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEMO)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tell(measure(options.data), TARGETS, options.json)


def measure(data: Path) -> dict[str, float]:
    """All figures, with their units in their names."""
    path = find_chromium()
    if path is None:
        raise SystemExit(NO_CHROMIUM)
    start = time.perf_counter()
    with started(data) as server, sync_playwright() as playwright:
        figures = {"start_s": time.perf_counter() - start}
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        times = [open_fresh(browser, server.address) for _ in range(3)]
        figures["first_clip_s"] = statistics.median(seconds for _, seconds in times)
        page = times[-1][0]
        figures |= screens.measure(page)
        page.goto(server.address)
        lens = page.locator(".lens")
        figures["first_warm_s"] = statistics.median(open_again(page, server.address) for _ in range(3))
        steps = sorted(lens.evaluate(STEP, 300) for _ in range(STEPS))
        figures["step_median_ms"] = statistics.median(steps)
        figures["step_p95_ms"] = steps[round(0.95 * (STEPS - 1))]
        draw = random.Random(0)
        figures["jump_median_ms"] = statistics.median(
            lens.evaluate(JUMP, draw.random()) for _ in range(JUMPS)
        )
        held = lens.evaluate(HELD, PRESSES)
        figures["held_clips_per_second"] = 1000 * held["drawn"] / held["milliseconds"]
        figures["held_left_out"] = PRESSES - held["drawn"]
        before = memory(page, server.process)
        for _ in range(MANY):
            lens.evaluate(STEP, 0)
        after = memory(page, server.process)
        for name in before:
            figures |= {f"{name}_after_{STEPS}": before[name], f"{name}_after_{STEPS + MANY}": after[name]}
        page.goto(f"{server.address}/?lanes={ALL_LANES}")
        page.wait_for_selector(".lens[data-ready]")
        page.locator(".curve svg").wait_for(state="attached")
        frame = frame_seconds(data / "clips" / f"{lens.get_attribute('data-ready')}.mp4")
        played = lens.evaluate(PLAY)
        rest = [lens.evaluate(SEEK, draw.random()) for _ in range(SEEKS)]
        figures["frames_per_second"] = played["fps"]
        figures["playhead_error_frames"] = max(played["error"], *rest) / frame
        browser.close()
    return figures


def memory(page: Page, process: int) -> dict[str, float]:
    """What the page and the server hold, after garbage collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return {
        "heap_mb": metrics["JSHeapUsedSize"] / 1e6,
        "nodes": metrics["Nodes"],
        "server_mb": pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
    }


def open_fresh(browser: Browser, address: str) -> tuple[Page, float]:
    """A page in an empty profile, and the seconds until its clip is drawn and can play."""
    page = window(browser).new_page()
    return page, open_again(page, address)


def open_again(page: Page, address: str) -> float:
    """Seconds until the clip of a page is drawn and can play."""
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".lens[data-ready]")
    page.locator("video").evaluate(
        "v => v.readyState >= 2 || new Promise(done => { v.onloadeddata = done; })"
    )
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
