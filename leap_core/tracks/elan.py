"""ELAN's .eaf: a file a clip, a tier for each class of a track, since those of one tier may not overlap."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from leap_core.tracks.records import Clip, Labelled

_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_WRITTEN = "2024-01-01T00:00:00+00:00"  # ELAN wants a date; always the same, so that files are
_TYPE = "event"


def write_elan(labelled: Labelled) -> dict[str, str]:
    """Text by file name: an .eaf a clip, with its video's name beside it."""
    return {f"{clip.filename}.eaf": _document(labelled, clip) for clip in labelled.clips}


def _document(labelled: Labelled, clip: Clip) -> str:
    root = ET.Element(
        "ANNOTATION_DOCUMENT",
        {
            **{"AUTHOR": "", "DATE": _WRITTEN, "FORMAT": "3.0", "VERSION": "3.0"},
            **{"xmlns:xsi": _XSI, "xsi:noNamespaceSchemaLocation": _SCHEMA},
        },
    )
    header = ET.SubElement(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    if clip.media:
        kind = "video/mp4" if clip.media.endswith(".mp4") else "audio/x-wav"
        relative = f"./{clip.media}"
        ET.SubElement(
            header, "MEDIA_DESCRIPTOR", MEDIA_URL=relative, MIME_TYPE=kind, RELATIVE_MEDIA_URL=relative
        )
    tiers = list(labelled.by_class(clip))
    times = sorted({round(1000 * x) for _, events in tiers for e in events for x in (e.onset, e.offset)})
    order = ET.SubElement(root, "TIME_ORDER")
    slots = {time: f"ts{number}" for number, time in enumerate(times, start=1)}
    for time, slot in slots.items():
        ET.SubElement(order, "TIME_SLOT", TIME_SLOT_ID=slot, TIME_VALUE=str(time))
    number = 0
    for name, events in tiers:
        tier = ET.SubElement(root, "TIER", LINGUISTIC_TYPE_REF=_TYPE, TIER_ID=name)
        for event in events:
            number += 1
            ends = {
                f"TIME_SLOT_REF{i}": slots[round(1000 * x)]
                for i, x in enumerate((event.onset, event.offset), start=1)
            }
            held = ET.SubElement(
                ET.SubElement(tier, "ANNOTATION"),
                "ALIGNABLE_ANNOTATION",
                {"ANNOTATION_ID": f"a{number}", **ends},
            )
            ET.SubElement(held, "ANNOTATION_VALUE").text = labelled.classes[event.category]
    ET.SubElement(
        root, "LINGUISTIC_TYPE", GRAPHIC_REFERENCES="false", LINGUISTIC_TYPE_ID=_TYPE, TIME_ALIGNABLE="true"
    )
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"
