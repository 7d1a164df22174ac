"""The 25 event categories of the LLP data set and how they are shown.

Spelling and order are those of the LLP annotation files (Tian et al., ECCV 2020); the order is the
class axis C of every array in this package.  Another data set brings its own tuple.
"""

CATEGORIES: tuple[str, ...] = (
    "Speech",
    "Car",
    "Cheering",
    "Dog",
    "Cat",
    "Frying_(food)",
    "Basketball_bounce",
    "Fire_alarm",
    "Chainsaw",
    "Cello",
    "Banjo",
    "Singing",
    "Chicken_rooster",
    "Violin_fiddle",
    "Vacuum_cleaner",
    "Baby_laughter",
    "Accordion",
    "Lawn_mower",
    "Motorcycle",
    "Helicopter",
    "Acoustic_guitar",
    "Telephone_bell_ringing",
    "Baby_cry_infant_cry",
    "Blender",
    "Clapping",
)

_DISPLAY = {
    "Frying_(food)": "Frying",
    "Basketball_bounce": "Basketball",
    "Chicken_rooster": "Rooster",
    "Violin_fiddle": "Violin",
    "Telephone_bell_ringing": "Telephone",
    "Baby_cry_infant_cry": "Baby cry",
}


def display_name(category: str) -> str:
    """Short name of a category for screens and figures: `Violin_fiddle` -> `Violin`."""
    return _DISPLAY.get(category, category.replace("_", " "))
