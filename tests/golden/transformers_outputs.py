"""Makes transformers.npz and transformers.keys.json here: what its CLIP and CLAP give on drawn weights.

Nothing runs this but a person, in an environment that has transformers (4.57.1 when it was last run):

    python -m tests.golden.transformers_outputs

Outputs are of narrow networks; keys and shapes of the released ones too.
"""

import json
from importlib import import_module
from pathlib import Path

import numpy as np
import torch

from tests.leap_core.extract.drawn import CLAP_SMALL, CLIP_SMALL, INPUTS, draw, sound, state_of

HERE = Path(__file__).parent
transformers = import_module("transformers")  # of no extra: nothing else needs it


def clip(width=1024, layers=24, heads=16, patch=14, size=224, projected=768):
    return transformers.CLIPVisionModelWithProjection(
        transformers.CLIPVisionConfig(
            hidden_size=width, intermediate_size=4 * width, projection_dim=projected,
            num_hidden_layers=layers, num_attention_heads=heads, image_size=size, patch_size=patch,
        )
    )  # fmt: skip


def clap(width=96, depths=(2, 2, 6, 2), heads=(4, 8, 16, 32)):
    return transformers.ClapAudioModelWithProjection(
        transformers.ClapAudioConfig(
            patch_embeds_hidden_size=width, depths=list(depths), num_attention_heads=list(heads),
            hidden_size=width * 8, enable_fusion=True, projection_dim=512,
        )
    )  # fmt: skip


def main():
    keys, outputs = {}, {}
    for name, make, small in (("clip", clip, CLIP_SMALL), ("clap", clap, CLAP_SMALL)):
        with torch.device("meta"):
            keys[name] = {key: list(x.shape) for key, x in make().state_dict().items()}
        network = make(**small).eval()
        own = network.state_dict()
        state = state_of({key: list(x.shape) for key, x in own.items()})
        network.load_state_dict(
            {key: own[key] if key.endswith("position_index") else x for key, x in state.items()}
        )
        with torch.inference_mode():
            if name == "clip":
                x = network(draw("input", INPUTS[name])).image_embeds
                outputs[name] = (x / x.norm(dim=-1, keepdim=True)).numpy()
            else:
                x = draw("input", INPUTS[name])[:, None].repeat(1, 4, 1, 1)
                found = network.audio_model(x, is_longer=torch.zeros(len(x), 1, dtype=torch.bool))
                outputs[name] = found.last_hidden_state.flatten(2).transpose(1, 2).numpy()
    extractor = transformers.ClapFeatureExtractor(truncation="fusion", frequency_min=50, frequency_max=14_000)
    mel = extractor(sound(), sampling_rate=48_000)["input_features"][0][0]  # (1001, 64)
    outputs["log_mel"] = mel[::11].astype(np.float32)
    np.savez_compressed(HERE / "transformers.npz", **outputs)
    lines = [f' "{name}": {json.dumps(shapes)}' for name, shapes in keys.items()]
    (HERE / "transformers.keys.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
