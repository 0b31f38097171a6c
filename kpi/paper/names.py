"""File names made of data: whatever a person is called, a file of that name can be written on every system."""

import re
import unicodedata
from collections.abc import Sequence

from kpi.model import Person

FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST = 60  # characters; Windows allows 260 for the whole path


def file_name(text: str) -> str:
    """A text as a file name.

    >>> file_name("../A/1"), file_name("CON"), file_name(" . ")
    ('_A_1', '_CON', '_')
    """
    kept = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) != "Cf")
    name = FORBIDDEN.sub("_", kept)[:LONGEST].strip(". ")
    return f"_{name}" if not name or RESERVED.fullmatch(name) else name


def names_of(people: Sequence[Person]) -> list[str]:
    """One file name for each person, none of them twice, also where capitals do not count."""
    taken: set[str] = set()
    names = []
    for person in people:
        wanted = name = file_name("-".join(filter(None, (person.id, person.name))))
        number = 2
        while name.casefold() in taken:
            name, number = f"{wanted}-{number}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names
