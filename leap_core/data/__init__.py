"""Reading data sets: annotations, features, label embeddings, pseudo-labels."""

from leap_core.data.dataset import Dataset, open_dataset
from leap_core.data.events import Event, events_to_grid, grid_to_events
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.data.llp import Annotations, load_llp

__all__ = [
    "Annotations",
    "Dataset",
    "Event",
    "events_to_grid",
    "grid_to_events",
    "load_label_embeddings",
    "load_llp",
    "open_dataset",
]
