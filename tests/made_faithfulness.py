"""What `leap faithfulness` might find of a run, made up: the first clip's claims are ordered worst."""

import numpy as np
import pyarrow as pa

from leap_core.data.nothing import Removal
from leap_core.faithfulness.kept import Kept, KeptSeconds
from leap_core.faithfulness.pairs import Pairs
from leap_core.faithfulness.results import (
    OWN,
    Curve,
    Results,
    SecondsResults,
    SecondsTrack,
    Track,
    is_whole,
    main_map,
)
from leap_core.faithfulness.scores import FIGURES, LEAVE_ONE_OUT, LOST, RANDOM, SHAPLEY, WORTH
from leap_core.runs.store import Store
from leap_core.types import MODALITIES


def make_faithfulness(store: Store, removal: Removal | None = None, sanity: bool = True) -> Pairs:
    """Keep made-up results in the run's folder; its own map is better than 5 %, 15 %, ... of all orders.

    Clip by clip, in the order of the run, every class of which any probability is 0.5 is claimed.
    """
    own = main_map(store.run.maps)
    names = [RANDOM, own, f"{own} block 1", "P", LEAVE_ONE_OUT, SHAPLEY]
    claimed = np.argwhere(store.prediction.clip >= 0.5)  # (P, 3): clip, modality, class
    rows = []
    for name in names[:2] + names[3:]:
        for n, m, c in claimed.tolist():
            better = {own: min(0.05 + 0.1 * n, 1.0), RANDOM: 0.5}.get(name, 0.9)
            figures = dict.fromkeys(FIGURES, 0.25) | {"better_than": better, "sensitivity": None}
            about = {"filename": store.filenames[n], "modality": MODALITIES[m], "attribution": name}
            about |= {"category": store.run.categories[c], "claimed": True, "present": c % 2 == 0}
            rows.append({**about, "overlapping": c % 3 == 0, **figures})
    texts = {key: pa.string() for key in ("filename", "modality", "category")}
    signs = {key: pa.bool_() for key in ("claimed", "present", "overlapping")}
    schema = texts | signs | {"attribution": pa.string()} | dict.fromkeys(FIGURES, pa.float32())
    pairs = Pairs(pa.Table.from_pylist(rows, pa.schema(list(schema.items()))))
    falling = tuple(np.linspace(0.9, 0.1, store.run.segments + 1).tolist())
    curves = {name: Curve(falling, falling[::-1]) for name in names if is_whole(name)}
    curves[RANDOM] = Curve(falling, falling[::-1], tuple(0.1 for _ in falling))
    of = [dict.fromkeys(FIGURES, 0.25) | {"attribution": n, "gap_low": 0.2, "gap_high": 0.3} for n in names]
    of[-1] |= {"gap": 0.5}
    tracks = tuple(Track(side, 6, len(claimed), 9, tuple(of), curves) for side in (*MODALITIES, "both"))
    sure = {"like_sd": 0.1, "auroc": 0.6, "auroc_sd": 0.1}
    checks = [
        {"map": own, "fresh": step, "like": like, **sure, "verdict": word}
        for step, like, word in (("nothing", 1.0, ""), ("decoder", 0.1, "is lost: depends on these"))
    ]  # fmt: skip
    alike = ({"map": own, "of": "blocks", "like": 0.7},)
    removal, clips = removal or Removal(), len(store.filenames)
    results = Results(
        store.run.checkpoint_sha256, store.run.split, removal.name, clips, clips, None, tracks,
        tuple(checks) if sanity else (), alike if sanity else (),
    )  # fmt: skip
    assert Kept(store, removal).save(results, pairs)
    return pairs


def make_seconds(store: Store, removal: Removal | None = None) -> None:
    """Keep made-up results of P's own seconds: the run's own map is like them by 0.4; nothing is seen."""
    names = [main_map(store.run.maps), "P", LOST, WORTH]
    figures = dict.fromkeys(OWN, 0.5)
    rows = tuple({"attribution": name, **figures} for name in names)
    rows[0].update(worth=0.4, worth_low=-0.1, worth_high=0.45)
    none = tuple({"attribution": name, **dict.fromkeys(OWN)} for name in names)
    tracks = [SecondsTrack(side, 6, 13, 37, 0.8, 0.35, 0.3, rows) for side in ("audio", "both")]
    tracks.insert(1, SecondsTrack("visual", 0, 0, 0, None, None, None, none))
    removal, clips = removal or Removal(), len(store.filenames)
    about = store.run.checkpoint_sha256, store.run.split, removal.name, clips, clips, None
    assert KeptSeconds(store, removal).save(SecondsResults(*about, tuple(tracks)))
