"""What is said above every screen and in the panel that explains it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from leap_app import folders, loaders, state
from leap_app.components import AHEAD
from leap_app.state import Screen
from leap_core.errors import InputError
from leap_core.maps import ASKED, DIFFERENCE
from leap_core.parts import known_kinds

NAME = "LEAP Lens"
LINE = "Hear and see why two models parse the same video differently"
_READ_ONLY = "This server is read-only"
_TEXTS = {
    Screen.CLIP: (
        "One clip, two runs, second by second.",
        "On the left the video, the decision (threshold and gate) and its scores; on the right lanes "
        "on one time axis: frames and sound, then a row for each class with the truth over what each "
        "run decides, then maps of class by segment, audio and visual, which show where each model "
        "looks and what it concludes.",
        "The sentence on top says what one run finds that the other misses, and the false alarms of "
        "both. Point at anything to read it out, drag over a range to loop it, press h for all keys.",
    ),
    Screen.BROWSE: (
        "All clips of the split, to be filtered, sorted, marked and opened.",
        "Each card shows the truth over both runs, audio above visual, their F1 and its difference. "
        "Presets and the filters in the sidebar combine; each becomes a chip, whose cross drops it. A "
        "clip opens with its list, through which j and k step.",
    ),
    Screen.COMPARE: (
        "Scores of runs over all clips.",
        "The table has the ten metrics of the field and their average. Below, two runs are compared "
        "clip by clip: each difference has its interval and p, and every view leads back to the clips "
        "behind it.",
    ),
    Screen.FIGURE: (
        "One clip or several as they will be printed.",
        "Choose clips, maps, layout and venue; the preview is the file. Caption, LaTeX, numbers and "
        "the recipe, which gives the same file again, come with it.",
    ),
    Screen.FAITH: (
        "Does the attention explain? How far the maps of a run can be believed.",
        "Every subset of a clip's seconds is taken away and the model asked what it still says. From that "
        "follow exactly what each second is worth, and how well the order of any map does among all orders: "
        "a faithful map's curve of deletion falls fast.",
        "Sanity checks ask whether a map would look the same without what the model has learnt. Below "
        "are the clips where a map misleads most; Browse filters by the same share.",
    ),
    Screen.STUDIES: (
        "What the paper's supplement studies: decoder, lambda, read-out, label queries, blocks, loss, "
        "complexity.",
        "Every setting is trained with several seeds; points are seeds, bars 95 % intervals over them.",
    ),
    Screen.VIDEO: (
        "A file of your own, parsed by models of the runs here.",
        "Features are made of picture and sound, each model is asked, and the clip screen shows what it "
        "finds: P, its maps, and what-if. There is no truth, so there are no scores. Where the video is "
        "unlike what a model was trained on, it says so and how far.",
    ),
}
_GATES = (
    "shuts a class out of the clip where its p is below the threshold: the model's own p (global), the "
    "larger of p of the two modalities (or), or that of each modality (modality)"
)


def about_view(screen: Screen) -> dict[str, Any]:
    """What the about component draws of a screen: records.d.ts, AboutView.

    A data set or a run that cannot be read is left out; the screen says why.
    """
    stores = {}
    for key, slot in state.SLOTS.items():
        if name := state.asked(key):
            with suppress(InputError, OSError):
                stores[slot] = loaders.run(folders.runs_root(), name)
    shown = ""
    with suppress(InputError):
        data = loaders.data_of(stores)
        shown = f"{data.name}{' (synthetic)' if data.synthetic else ''}"
        if screen != Screen.STUDIES:  # which may be of another split, and say so
            shown += f", {data.split} split"
    kinds = known_kinds(store.run.maps for store in stores.values())
    title, *text = _TEXTS[screen]
    return {
        "screen": screen,
        "name": NAME,
        "line": LINE,
        "data": shown,
        "notice": _READ_ONLY if folders.read_only() else "",
        "runs": [{"slot": slot, "title": store.run.title} for slot, store in stores.items()],
        "title": f"{screen.called}: {title[0].lower()}{title[1:]}",
        "text": text,
        "kinds": [asdict(kind) for kind in (*kinds.values(), DIFFERENCE, *ASKED)],
        "gates": _GATES,
        "toured": screen == Screen.CLIP,
        "ahead": AHEAD,
    }
