"""How far maps can be believed: what a model says without some seconds, asked for all subsets (no torch).

The questions themselves are in `tables`, which needs torch; what follows from the answers is here.
"""

from leap_core.faithfulness.orders import (
    MOST,
    Spread,
    all_areas,
    all_curves,
    area,
    deletion,
    insertion,
    order_of,
    rank,
)
from leap_core.faithfulness.sampling import Estimate, estimate_shapley
from leap_core.faithfulness.subsets import carriers, infidelity, interactions, leave_one_out, members, shapley

__all__ = [
    "MOST",
    "Estimate",
    "Spread",
    "all_areas",
    "all_curves",
    "area",
    "carriers",
    "deletion",
    "estimate_shapley",
    "infidelity",
    "insertion",
    "interactions",
    "leave_one_out",
    "members",
    "order_of",
    "rank",
    "shapley",
]
