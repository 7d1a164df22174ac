"""VGGish up to its embedding (Hershey et al., ICASSP 2017), without its PCA and quantisation.

Parameters are named as in the port to PyTorch whose weights are read (github.com/harritaylor/torchvggish).

Shapes: B seconds of sound.
"""

from __future__ import annotations

from torch import Tensor, nn

_CHANNELS = ((64,), (128,), (256, 256), (512, 512))  # of the convolutions before each pooling
_WIDE, DIM = 4096, 128


class VGGish(nn.Module):
    """Log-mel spectra (B, 96, 64) -> embeddings (B, 128), none below 0."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        layers, before = [], 1
        for group in _CHANNELS:
            for channels in group:
                layers += [nn.Conv2d(before, channels, 3, padding=1), nn.ReLU()]
                before = channels
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        dense = []
        for rows, columns in ((before * 6 * 4, _WIDE), (_WIDE, _WIDE), (_WIDE, DIM)):
            dense += [nn.Linear(rows, columns), nn.ReLU()]
        self.embeddings = nn.Sequential(*dense)

    def forward(self, spectra: Tensor) -> Tensor:
        """Embed B seconds."""
        x = self.features(spectra.unsqueeze(1))  # (B, 512, 6, 4)
        return self.embeddings(x.permute(0, 2, 3, 1).flatten(1))  # channels last, as TensorFlow has them
