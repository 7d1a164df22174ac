"""Vectors of texts by a sentence encoder in a folder, such as all-MiniLM-L6-v2; nothing is downloaded.

The folder is as sentence-transformers ship it: config.json, model.safetensors and a tokenizer.  The vector of
a text is the mean over its tokens, of length 1 (Reimers and Gurevych, EMNLP 2019).  transformers, an extra,
runs it, and none of the folder's own code.

Shapes: K texts, L tokens, D width.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

from leap_core.errors import InputError, reason

_REMEDY = "Give a folder of MiniLM or its like, as sentence-transformers ship it."


def open_encoder(folder: Path) -> Callable[[Sequence[str]], np.ndarray]:
    """What gives vectors of texts, (K, D) float32.

    Raises InputError where transformers is not installed or the folder holds no such encoder.
    """
    try:
        transformers = import_module("transformers")
    except ImportError as error:
        remedy = "Install it: pip install 'leap-lens[minilm]'."
        raise InputError(folder, f"expected transformers to be installed ({error})", remedy) from error
    import torch

    pooling = folder / "1_Pooling" / "config.json"
    kept = {"local_files_only": True, "trust_remote_code": False}
    try:
        if pooling.exists() and not json.loads(pooling.read_text()).get("pooling_mode_mean_tokens"):
            raise ValueError("it does not take the mean over the tokens")
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **kept)
        model = transformers.AutoModel.from_pretrained(folder, use_safetensors=True, **kept).eval()
    except Exception as error:  # transformers fails in every way on a broken folder
        raise InputError(folder, f"expected a sentence encoder ({reason(error)})", _REMEDY) from error

    @torch.inference_mode()
    def encode(texts: Sequence[str]) -> np.ndarray:
        given = tokenizer([*texts], padding=True, truncation=True, return_tensors="pt")
        tokens = model(**given).last_hidden_state  # (K, L, D)
        there = given["attention_mask"][..., None].to(tokens.dtype)
        mean = (tokens * there).sum(dim=1) / there.sum(dim=1)
        return torch.nn.functional.normalize(mean, dim=1).float().numpy()

    return encode
