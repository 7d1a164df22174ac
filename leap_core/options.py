"""What may be chosen, and what is chosen unless told, for the library, its commands and its screens alike."""

from __future__ import annotations

from typing import Literal, get_args

Split = Literal["train", "val", "test", "study"]  # study: further clips for figures, of the demo set
SPLITS: tuple[Split, ...] = get_args(Split)
IMPORTS = ("lfav", "unav", "ave", "ovave", "valor")  # whose data sets `leap data import` reads
SPLIT: Split = "test"
Gate = Literal["global", "or", "modality", "none"]  # what they do: metrics.gates
GATES: tuple[Gate, ...] = get_args(Gate)
GATE: Gate = "global"
GATE_NAMES = {gate: "no gate" if gate == "none" else f"{gate} gate" for gate in GATES}
THRESHOLD = 0.5  # probability from which a class is there
ByClass = Literal["type", "cmpae"]  # how validation chooses one for each class: metrics.class_threshold
NOTHINGS = "quietest", "black", "zeros", "mean"  # in place of a second: data.nothing
NOTHING = NOTHINGS[0]  # the closest to clips without the event: docs/faithfulness.md
ASKED_OF = "p", "P"  # of a clip's probability, or of each second's own
REMOVALS = "input", "keys"  # of a second: from the features, or from the decoder's attention alone
REMOVAL = REMOVALS[0]
Recipe = Literal["compact", "llp", "clap-clip"]  # of features, see leap_core/extract/recipes
RECIPES: tuple[Recipe, ...] = get_args(Recipe)
# of a data set: nothing is known, its events are all there is, or they say what is heard and seen at once
Truth = Literal["none", "events", "audio-visual"]
Protocol = Literal["unav", "ave", "ovave"]  # of a data set's own scores, see metrics.protocols
Sense = Literal["audio", "visual", "both"]  # what events are of in a file that does not say
TRACK_FORMS = "audacity", "raven", "elan", "webvtt", "textgrid", "dcase", "scores", "coco"  # tracks/
Packing = Literal["fp32", "fp16"]  # of packed features: 32 or 16 bits a number
Precision = Literal["fp32", "bf16"]  # a model computes in
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
PRECISION: Precision = "fp32"
SCALES = "softmax", "raw"  # of scores: over time, or as they are
SCALE = SCALES[0]
LABELS = "bundled"  # source of label embeddings, see data.label_embeddings
WORDS = "words"  # source of vectors of any words, see data.word_vectors
ACCELERATOR = "auto"  # to train on: Lightning Fabric's name, or auto
DEVICE = "cpu"  # to explain on: PyTorch's name
EXPLAIN_BATCH = 64  # clips explained at once
HOST, PORT = "127.0.0.1", 8501  # of the dashboard
