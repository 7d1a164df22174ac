"""R(2+1)D-18 up to its last pooling (Tran et al., CVPR 2018).

A convolution in space, then one in time, with as many channels between them as give a 3-D convolution's
number of parameters; both of a block have those of its first.  Parameters are named as torchvision's.

Shapes: B clips, F frames, H and W their height and width.
"""

from __future__ import annotations

from torch import Tensor, nn

_BLOCKS = 2  # a layer, of R(2+1)D-18
DIM = 512


def _convolution(before: int, between: int, after: int, stride: int) -> nn.Sequential:
    space = nn.Conv3d(before, between, (1, 3, 3), (1, stride, stride), (0, 1, 1), bias=False)
    time = nn.Conv3d(between, after, (3, 1, 1), (stride, 1, 1), (1, 0, 0), bias=False)
    return nn.Sequential(space, nn.BatchNorm3d(between), nn.ReLU(), time)


class _Block(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        between = before * after * 27 // (before * 9 + 3 * after)
        first = _convolution(before, between, after, stride)
        self.conv1 = nn.Sequential(first, nn.BatchNorm3d(after), nn.ReLU())
        self.conv2 = nn.Sequential(_convolution(after, between, after, 1), nn.BatchNorm3d(after))
        self.downsample = None
        if stride != 1:
            shortcut = nn.Conv3d(before, after, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm3d(after))

    def forward(self, x: Tensor) -> Tensor:
        out = self.conv2(self.conv1(x))
        return (out + (x if self.downsample is None else self.downsample(x))).relu()


class R2Plus1D18(nn.Module):
    """Clips (B, 3, F, H, W), RGB, normalised -> features (B, 512)."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv3d(3, 45, (1, 7, 7), (1, 2, 2), (0, 3, 3), bias=False),
            nn.BatchNorm3d(45),
            nn.ReLU(),
            nn.Conv3d(45, 64, (3, 1, 1), padding=(1, 0, 0), bias=False),
            nn.BatchNorm3d(64),
            nn.ReLU(),
        )
        before, layers = 64, []
        for level in range(4):
            after = 64 * 2**level
            first = _Block(before, after, stride=2 if level else 1)
            layers.append(nn.Sequential(first, *(_Block(after, after, 1) for _ in range(_BLOCKS - 1))))
            before = after
        self.layer1, self.layer2, self.layer3, self.layer4 = layers

    def forward(self, clips: Tensor) -> Tensor:
        """Features of B clips, the mean over time and places."""
        x = self.stem(clips)
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
        return x.mean(dim=(2, 3, 4))
