"""ResNet-152 up to its last pooling (He et al., CVPR 2016), the stride of a block in its 3 x 3 convolution.

Parameters are named as torchvision's.

Shapes: B pictures, H and W their height and width.
"""

from __future__ import annotations

from torch import Tensor, nn

_BLOCKS = (3, 8, 36, 3)  # of ResNet-152
_EXPANSION = 4
DIM = 2048


class _Bottleneck(nn.Module):
    def __init__(self, before: int, inner: int, stride: int) -> None:
        super().__init__()
        after = _EXPANSION * inner
        self.conv1, self.bn1 = nn.Conv2d(before, inner, 1, bias=False), nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3, self.bn3 = nn.Conv2d(inner, after, 1, bias=False), nn.BatchNorm2d(after)
        self.downsample = None
        if before != after or stride != 1:
            shortcut = nn.Conv2d(before, after, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(after))

    def forward(self, x: Tensor) -> Tensor:
        out = self.bn1(self.conv1(x)).relu()
        out = self.bn2(self.conv2(out)).relu()
        out = self.bn3(self.conv3(out))
        return (out + (x if self.downsample is None else self.downsample(x))).relu()


class ResNet152(nn.Module):
    """Pictures (B, 3, H, W), RGB, normalised -> features (B, 2048)."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        before, layers = 64, []
        for level, blocks in enumerate(_BLOCKS):
            inner = 64 * 2**level
            after = _EXPANSION * inner
            first = _Bottleneck(before, inner, stride=2 if level else 1)
            layers.append(nn.Sequential(first, *(_Bottleneck(after, inner, 1) for _ in range(blocks - 1))))
            before = after
        self.layer1, self.layer2, self.layer3, self.layer4 = layers

    def forward(self, pictures: Tensor) -> Tensor:
        """Features of B pictures, the mean over their places."""
        x = self.maxpool(self.bn1(self.conv1(pictures)).relu())
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
        return x.mean(dim=(2, 3))
