"""Finding clips: facts of every clip as Parquet, rules that pick some, and the query that answers."""

from leap_core.browse.cards import cards_view
from leap_core.browse.index import Index, index_clips, index_near, index_run
from leap_core.browse.likeness import by_disagreement, by_features, pooled_features
from leap_core.browse.listing import FORMS, Listing, write_list
from leap_core.browse.presets import PRESETS
from leap_core.browse.query import Clip, Page, find_clips, find_names, find_page
from leap_core.browse.region import region_of
from leap_core.browse.rule import ALL, LIKENESS, MODALITIES, SORTS, Rule, parse_rule, read_rule
from leap_core.browse.slices import slices
from leap_core.browse.words import LIKE, conditions

__all__ = [
    "ALL",
    "FORMS",
    "LIKE",
    "LIKENESS",
    "MODALITIES",
    "PRESETS",
    "SORTS",
    "Clip",
    "Index",
    "Listing",
    "Page",
    "Rule",
    "by_disagreement",
    "by_features",
    "cards_view",
    "conditions",
    "find_clips",
    "find_names",
    "find_page",
    "index_clips",
    "index_near",
    "index_run",
    "parse_rule",
    "pooled_features",
    "read_rule",
    "region_of",
    "slices",
    "write_list",
]
