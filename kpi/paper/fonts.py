"""Which of the installed fonts a PDF is set in, and what to do where there is none with Chinese characters."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

import typst

from kpi.problems import Problem
from kpi.problems.report import no_chinese_font

# In order of preference: what Windows, a Mac and Debian bring along, or what is usually added there.
CHINESE = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei",
    "PingFang SC", "Hiragino Sans GB", "STHeiti", "SimHei", "DengXian", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Droid Sans Fallback", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "NSimSun",
)  # fmt: skip
LATIN = ("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")  # the last comes with typst
NAMED = 4  # of the Chinese ones in the remedy
FIRST_CHINESE = "\u2e80"


class Installed(NamedTuple):
    """The fonts of the machine, searched for once."""

    fonts: typst.Fonts
    families: frozenset[str]


@cache
def installed() -> Installed:
    """Every font that typst can use here."""
    fonts = typst.Fonts()
    return Installed(fonts, frozenset(fonts.families()))


def chosen(families: Collection[str], texts: Iterable[str]) -> tuple[str, ...] | Problem:
    """The families to set these texts in, the fallbacks last.

    Without any Chinese character no Chinese font is needed; with one, there is a font or no PDF.
    """
    chinese = tuple(family for family in CHINESE if family in families)
    latin = tuple(family for family in LATIN if family in families)
    if not chinese and any(is_chinese(text) for text in texts):
        return no_chinese_font(" / ".join(CHINESE[number] for number in (0, 4, 5, 8)))
    return (*chinese[:1], *latin, *chinese[1:])


def is_chinese(text: str) -> bool:
    """True where a text needs more than Latin letters.

    >>> is_chinese("王芳"), is_chinese("Müller ≥ 98%")
    (True, False)
    """
    return any(char >= FIRST_CHINESE for char in text)
