"""One JSON file in the manner of COCO: videos, categories and annotations, each with an id from 1 on."""

from __future__ import annotations

import json
from typing import Any

from leap_core.tracks.records import Labelled


def write_coco(labelled: Labelled) -> dict[str, str]:
    """Text of the one file, by its name."""
    videos, annotations = [], []
    for video, clip in enumerate(labelled.clips, start=1):
        videos.append({"id": video, "name": clip.filename, "file_name": clip.media, "duration": clip.seconds})
        for track in clip.tracks:
            for event in track.events:
                annotations.append(
                    {
                        **{"id": len(annotations) + 1, "video_id": video, "category_id": event.category + 1},
                        **{"segment": [event.onset, event.offset], "modality": track.modality},
                        **{"source": track.source, "score": event.score},
                    }
                )
    document: dict[str, Any] = {
        "info": {"description": f"{labelled.dataset}, {labelled.split}; segments are seconds"},
        "categories": [{"id": i, "name": name} for i, name in enumerate(labelled.classes, start=1)],
        "videos": videos,
        "annotations": annotations,
    }
    return {"events.json": json.dumps(document, ensure_ascii=False, indent=1) + "\n"}
