"""Finding clips: facts of every clip as Parquet, rules that pick some, and the query that answers."""

from leap_core.browse.index import Index, index_clips, index_run
from leap_core.browse.presets import PRESETS
from leap_core.browse.query import Clip, Page, find_names, find_page
from leap_core.browse.rule import Rule, parse_rule

__all__ = [
    "PRESETS",
    "Clip",
    "Index",
    "Page",
    "Rule",
    "find_names",
    "find_page",
    "index_clips",
    "index_run",
    "parse_rule",
]
