"""Words near LLP's classes, by what they mean and not by their vectors: chosen by hand, before any was asked.

Synonyms name the class, or what is a kind of it or makes its sound; siblings are of the same sort as the
class and are none of LLP's classes.
"""

from __future__ import annotations

from typing import NamedTuple


class Kin(NamedTuple):
    """Words that are near a class."""

    synonyms: tuple[str, ...]
    siblings: tuple[str, ...]


KIN = {
    "Speech": Kin(("talk", "conversation", "voice"), ("whisper", "lecture", "sermon")),
    "Car": Kin(("automobile", "taxi", "sedan"), ("truck", "bus", "train")),
    "Cheering": Kin(("cheers", "applause", "ovation"), ("booing", "shouting", "whistling")),
    "Dog": Kin(("puppy", "hound", "terrier"), ("wolf", "horse", "cow")),
    "Cat": Kin(("kitten", "kitty", "feline"), ("lion", "rabbit", "mouse")),
    "Frying_(food)": Kin(("fried", "sizzling", "skillet"), ("boiling", "baking", "grilling")),
    "Basketball_bounce": Kin(("dribbling", "dunk", "hoops"), ("football", "tennis", "volleyball")),
    "Fire_alarm": Kin(("alarm", "siren", "smoke detector"), ("horn", "buzzer", "bell")),
    "Chainsaw": Kin(("saw", "saws", "sawing"), ("drill", "hammer", "axe")),
    "Cello": Kin(("cellist", "cellos", "viola"), ("flute", "trumpet", "clarinet")),
    "Banjo": Kin(("banjos", "mandolin", "ukulele"), ("harp", "harmonica", "drum")),
    "Singing": Kin(("song", "sing", "singer"), ("humming", "dancing", "rapping")),
    "Chicken_rooster": Kin(("hen", "poultry", "cock"), ("duck", "goose", "pigeon")),
    "Violin_fiddle": Kin(("violinist", "violins", "fiddler"), ("piano", "trombone", "organ")),
    "Vacuum_cleaner": Kin(("hoover", "vacuuming", "vacuums"), ("broom", "dishwasher", "refrigerator")),
    "Baby_laughter": Kin(("giggle", "laughing", "chuckle"), ("sneeze", "cough", "yawn")),
    "Accordion": Kin(("accordions", "concertina", "squeezebox"), ("saxophone", "tuba", "oboe")),
    "Lawn_mower": Kin(("mowing", "mowers", "grass cutter"), ("tractor", "shovel", "rake")),
    "Motorcycle": Kin(("motorbike", "scooter", "motorcycles"), ("bicycle", "boat", "airplane")),
    "Helicopter": Kin(("chopper", "helicopters", "rotorcraft"), ("jet", "rocket", "balloon")),
    "Acoustic_guitar": Kin(("guitar", "guitars", "guitarist"), ("keyboard", "bass", "percussion")),
    "Telephone_bell_ringing": Kin(("phone", "ringing", "ringtone"), ("doorbell", "radio", "television")),
    "Baby_cry_infant_cry": Kin(("crying", "sobbing", "wailing"), ("screaming", "snoring", "shouting")),
    "Blender": Kin(("blenders", "mixer", "juicer"), ("oven", "toaster", "microwave")),
    "Clapping": Kin(("applauding", "clap", "claps"), ("stomping", "tapping", "snapping")),
}
