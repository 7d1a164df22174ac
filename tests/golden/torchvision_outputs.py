"""Makes torchvision.npz and torchvision.keys.json here: what torchvision's networks give on drawn weights.

Nothing runs this but a person, in an environment that has torchvision (0.29.1 when it was last run):

    python -m tests.golden.torchvision_outputs

torchvision beside a PyTorch that it was not built for lacks its operators; none is used, so that names do.
"""

import json
import re
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import torch

from tests.leap_core.extract.drawn import INPUTS, draw, state_of

HERE = Path(__file__).parent


def import_torchvision():
    """torchvision's networks of video, its operators declared without any code."""
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    while True:
        try:
            return import_module("torchvision.models.video")  # of no extra: nothing else needs it
        except RuntimeError as error:
            missing = re.search(r"operator torchvision::(\w+) does not exist", str(error))
            if not missing:
                raise
            for name in [name for name in sys.modules if name.startswith("torchvision")]:
                del sys.modules[name]
            library.define(f"{missing[1]}(Tensor x) -> Tensor")


def main():
    video = import_torchvision()
    resnet152 = import_module("torchvision.models").resnet152
    keys, outputs = {}, {}
    for name, make in (("resnet152", resnet152), ("r2plus1d_18", video.r2plus1d_18)):
        network = make().eval()
        network.fc = torch.nn.Identity()
        keys[name] = {key: list(x.shape) for key, x in network.state_dict().items()}
        network.load_state_dict(state_of(keys[name]))
        with torch.inference_mode():
            outputs[name] = network(draw("input", INPUTS[name])).numpy()
    np.savez(HERE / "torchvision.npz", **outputs)
    lines = [f' "{name}": {json.dumps(shapes)}' for name, shapes in keys.items()]
    (HERE / "torchvision.keys.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
