"""Characters that no installed font can draw: found before anything is set, so that no page shows a box.

Typst takes a missing character from any font of the machine; only what is in none of them is lost.
Rare characters in names are the usual case.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import typst
from fontTools.ttLib import TTFont, TTLibError

from kpi.paper.fonts import Installed

STAND_IN = "〓"  # what Chinese printers set for a character they do not have
ASCII = frozenset(map(chr, range(128)))
UNWANTED = ("Cc", "Cf", "Cs")  # control characters, invisible ones such as a change of direction, halves
DRAW_NOTHING = (*UNWANTED, "Zs", "Zl", "Zp")
T = TypeVar("T")


def undrawable(fonts: Installed, families: Sequence[str], texts: Iterable[str]) -> frozenset[str]:
    """The characters that none of the fonts has, those of `families` asked first."""
    wanted = {char for char in set().union(*texts) - ASCII if unicodedata.category(char) not in DRAW_NOTHING}
    for font in _files(fonts, families):
        if not wanted:
            break
        wanted -= _covered(font, wanted)
    return frozenset(wanted)


def _files(fonts: Installed, families: Sequence[str]) -> Iterator[typst.FontInfo]:
    """One font of each file, in the order in which typst tries them."""
    places = {family: place for place, family in enumerate(families)}
    seen: set[str] = set()
    for font in sorted(fonts.fonts.fonts(), key=lambda one: places.get(one.family, len(places))):
        if font.path and font.path not in seen:
            seen.add(font.path)
            yield font


def _covered(font: typst.FontInfo, wanted: set[str]) -> set[str]:
    try:
        with TTFont(font.path, fontNumber=font.index, lazy=True) as file:
            known = file.getBestCmap() or {}
    except (TTLibError, OSError):
        return set()
    return {char for char in wanted if ord(char) in known}


def printable(data: T, missing: frozenset[str]) -> T:
    """The same plain data, its texts without what draws nothing and with a stand-in for what cannot be drawn."""
    return _mapped(data, lambda text: "".join(_shown(char, missing) for char in text))


def _shown(char: str, missing: frozenset[str]) -> str:
    if char in missing:
        return STAND_IN
    return "" if unicodedata.category(char) in UNWANTED and char != "\n" else char


def _mapped(data: T, change: Callable[[str], str]) -> T:
    if isinstance(data, str):
        return change(data)  # type: ignore[return-value]
    if isinstance(data, Mapping):
        return {key: _mapped(value, change) for key, value in data.items()}  # type: ignore[return-value]
    if isinstance(data, list | tuple):
        return [_mapped(value, change) for value in data]  # type: ignore[return-value]
    return data
