"""A model with what trains it: optimizer, schedule, losses, one pass over the examples at a time.

Lightning Fabric places model and batches on the device.

Shapes: N clips, B a batch, C classes, T segments, D label width.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor

from leap_core.config import ModelConfig, TrainConfig
from leap_core.errors import InputError, reason
from leap_core.losses import total_loss
from leap_core.model import ParsingModel, build_model, present_of
from leap_core.training.denoising import kept_labels
from leap_core.types import Features


class Learner:
    """A model on its device, with what trains it."""

    def __init__(
        self, model_config: ModelConfig, config: TrainConfig, embeddings: np.ndarray | None, fabric: Fabric
    ) -> None:
        """Make the model, seeded, and its optimizer; `embeddings` (C, D) where it asks by classes."""
        torch.manual_seed(config.seed)
        self.config, self.fabric, self.model = config, fabric, build_model(model_config)
        optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay, fused=True
        )
        self.scheduler = torch.optim.lr_scheduler.StepLR(optimizer, config.step_epochs, config.step_factor)
        self.parts = {"model": self.model, "optimizer": optimizer, "scheduler": self.scheduler}
        # on the device before its state is loaded, so that the optimizer's state follows
        self.objective, self.optimizer = fabric.setup(_Objective(self.model, config), optimizer)
        self.queries = (
            None if embeddings is None else fabric.to_device(torch.from_numpy(embeddings))
        )  # (C, D)

    def learn(
        self,
        epoch: int,
        examples: Mapping[str, Tensor],
        on_step: Callable[[int, int], None],
        ratios: Tensor | None,
    ) -> dict[str, float]:
        """Mean losses by name of one pass over the examples, in an order that `epoch` says.

        By `ratios` (2, C) noisy labels are left out.
        """
        ratios = None if ratios is None else self.fabric.to_device(ratios)
        self.objective.train()
        torch.manual_seed(self.config.seed * 100_003 + epoch)  # resuming repeats its order and its dropout
        count = len(examples["weak"])
        batches = torch.randperm(count).split(self.config.batch_size)
        sums: dict[str, float] = {}
        for place, batch in enumerate(batches):
            losses = self._step({name: x[batch] for name, x in examples.items()}, place, ratios)
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + value.item() * len(batch) / count
            on_step(epoch * len(batches) + place + 1, self.config.epochs * len(batches))
        return sums

    def _step(self, batch: Mapping[str, Tensor], place: int, ratios: Tensor | None) -> dict[str, Tensor]:
        losses = self.objective(self.queries, place, ratios, **self.fabric.to_device(dict(batch)))
        self.optimizer.zero_grad(set_to_none=True)
        self.fabric.backward(losses["total"])
        self.optimizer.step()
        return losses


class _Objective(torch.nn.Module):
    """Model and losses as the one module that Fabric wraps; it passes on plain tensors and dicts only."""

    def __init__(self, model: ParsingModel, config: TrainConfig) -> None:
        super().__init__()
        self.model, self.config = model, config

    def forward(
        self,
        queries: Tensor | None,
        place: int,
        ratios: Tensor | None,
        weak: Tensor,
        pseudo: Tensor,
        audio: Tensor,
        visual: Tensor,
        visual_st: Tensor | None = None,
        segments: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Losses of a batch, `place` in its epoch, by name, scalars."""
        features, kept = Features(audio, visual, visual_st, segments), None
        if ratios is not None:
            with torch.no_grad():
                kept = kept_labels(self.model.alone(features, queries).clip, weak, ratios)
        prediction = self.model(features, queries)
        return vars(total_loss(prediction, weak, pseudo, self.config, present_of(features), place, kept))


def fabric_on(accelerator: str) -> Fabric:
    """What places model and batches on an accelerator.  Raises InputError where it is not there."""
    try:
        return Fabric(accelerator=accelerator, devices=1)
    except (ValueError, RuntimeError) as error:  # what Fabric says of unknown and of absent ones
        expected = f"it cannot be used ({reason(error).rstrip('.')})"
        raise InputError(f"accelerator {accelerator}", expected, "Use auto or cpu.") from error
