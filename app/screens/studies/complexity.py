"""What models cost: parameters and multiply-accumulates by module, and time on this machine."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from leap_app import folders, session
from leap_app.screens import choices, tables
from leap_core import presets

_NAMES = {name: f"{preset().title} ({name})" for name, preset in presets.PRESETS.items()}
_MODULES = {
    "front_end": "front end",
    "encoder": "encoder",
    "decoder": "decoder",
    "labels_and_heads": "labels and heads",
    "total": "total",
}
_WHY = """
**Published** is what the released code holds and computes for the same outputs, **live** what this
package does.

- **1.58 M parameters that no forward pass uses.** The decoder of the released LEAP keeps the template
  from which its blocks were copied: 1,581,056 weights that are saved in every checkpoint and never
  multiplied with anything. The encoders carry such templates, too.
- **The second attention pass.** P is read from scores of the *updated* queries, so the released code
  attends once to update the queries and a second time, with the new queries, to score the segments,
  projecting the keys again. Here the keys are kept, and only the product of queries and keys is taken
  twice.
- **Frames.** The released code projects every 2-D frame before it averages the eight of a segment; the
  projection is affine, so averaging first gives the same at an eighth of the cost.
- **Label queries** are the same for all clips of a batch, so the part of them that no clip enters is
  computed once a batch.
"""


def draw() -> None:
    """Draw the part."""
    st.subheader("What does the decoder cost?", anchor=False)
    name = st.selectbox("Model", list(_NAMES), format_func=_NAMES.__getitem__, key="complexity of")
    frame = _counts(name)
    whole = frame.loc["total"]
    decoder = frame.loc["decoder"]
    boxes = st.columns(4)
    for box, what in zip(boxes[::2], ("parameters", "MACs"), strict=True):
        box.metric(f"{what[0].upper()}{what[1:]}, live", f"{whole[f'{what}, live, M']:,.1f} M")
    for box, what in zip(boxes[1::2], ("parameters", "MACs"), strict=True):
        share = decoder[f"{what}, live, M"] / whole[f"{what}, live, M"]
        box.metric(f"Decoder's share of {what}", f"{share:.1%}")
    tables.show(tables.written(frame, dict.fromkeys(frame.columns, "{:,.2f}")))
    choices.download(frame.reset_index(), f"complexity-{name}")
    st.markdown(_WHY)
    if folders.read_only():
        return
    st.markdown(
        "**On this machine**: the same models at full size, random features, 10 segments of 8 frames."
    )
    if st.button("Measure", icon=":material/timer:", help="Takes some seconds"):
        with st.spinner("Measuring…", show_time=True):
            session.put(session.SPEEDS, _speeds())
    speeds = session.get(session.SPEEDS)
    if speeds is not None:
        tables.show(speeds.style.format(precision=1))
        choices.download(speeds.reset_index(), "speed")


@st.cache_data(show_spinner="Counting…")
def _counts(name: str) -> pd.DataFrame:
    """Millions of parameters and of MACs by module."""
    from leap_core.complexity import complexity

    rows = {}
    for row in complexity(presets.PRESETS[name]()).rows():
        rows[_MODULES[row["module"]]] = {
            "parameters, published, M": row["parameters_published"] / 1e6,
            "parameters, live, M": row["parameters_live"] / 1e6,
            "MACs, published, M": row["macs_published"] / 1e6,
            "MACs, live, M": row["macs_live"] / 1e6,
            "MACs once a batch, M": row["macs_live_batch"] / 1e6,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("module")


def _speeds() -> pd.DataFrame:
    from leap_core.speed import MANY, measure

    rows = {}
    for name, title in _NAMES.items():
        speed = measure(presets.PRESETS[name]())
        rows[title] = {
            "one clip, ms": speed.latency_ms,
            f"clips a second, batches of {MANY}": speed.clips_a_second,
            "device": f"{speed.device}, {speed.threads} threads",
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")
