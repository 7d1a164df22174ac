"""A model trained: epochs (loop.py), one pass (learner.py), what resuming needs (state.py), labels left out
(denoising.py).  What others read of a run trained is in training_record.py, which needs no torch.
"""

from leap_core.training.loop import predict, train

__all__ = ["predict", "train"]
