"""Where the files are that come with the package: the demo set, label vectors, sprites, tables."""

from importlib.resources import files
from pathlib import Path

_ASSETS = Path(str(files("leap_core") / "assets")).resolve()  # in a checkout a link to the folder at its top
DEMO = _ASSETS / "demo"  # the synthetic demo set and its runs
LABEL_VECTORS = _ASSETS / "label_embeddings" / "glove_6b_100d.json"
WORD_VECTORS = _ASSETS / "label_embeddings" / "glove_6b_100d_words.npz"
SPRITES = _ASSETS / "sprites"
PUBLISHED = _ASSETS / "published.csv"
SUPPLEMENTS = _ASSETS / "supplements.csv"
