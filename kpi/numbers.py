"""Numbers: the 15 digits that a sheet keeps, one rounding, and text in a unit both ways.

Text is read tolerantly but never guessed at: what has a second meaning has none.
"""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from kpi.model import Language, Unit

LARGEST = Decimal("1e15")  # the first size whose units a sheet no longer keeps
LARGEST_FLOAT = 1e15
LARGEST_POWER = LARGEST.adjusted()
SHEET = Context(prec=15, rounding=ROUND_HALF_EVEN)
WIDE = Context(prec=400)  # quotients of the oddest cells still fit
TWELVE_DECIMALS = Decimal("1E-12")
NINE_DECIMALS = Decimal("1E-9")
FOUR_DECIMALS = Decimal("1E-4")
TWO_DECIMALS = Decimal("0.01")
LONGEST = 40  # characters of a number that a person typed


@lru_cache(maxsize=1 << 16)
def exact(value: float) -> Decimal:
    """The number a person sees in the cell, not the binary float behind it.

    >>> 1.05 - 1 <= 0.05
    False
    >>> exact(1.05 - 1) <= Decimal("0.05")
    True
    """
    if -LARGEST_FLOAT < value < LARGEST_FLOAT and value == int(value):
        return Decimal(int(value))
    if isinstance(value, int):
        return SHEET.create_decimal(value)
    return Decimal(format(value, ".15g"))


def settled(x: Decimal) -> Decimal:
    """Twelve decimals: where native formulas compare, far below what a person types.

    A third of three is one again: 1/3 x 3 is 0.999… before, 1 after.
    """
    if x.adjusted() > LARGEST_POWER:
        return x  # no decimals are left that could be noise
    return x.quantize(TWELVE_DECIMALS, ROUND_HALF_EVEN)


def rounded(points: Decimal) -> Decimal:
    """Two decimals, halves away from zero, as ROUND(ROUND(x,9),2) in a sheet.

    >>> rounded(Decimal("2.675")), rounded(Decimal("66.664999999999999999"))
    (Decimal('2.68'), Decimal('66.67'))
    """
    return points.quantize(NINE_DECIMALS, ROUND_HALF_UP).quantize(TWO_DECIMALS, ROUND_HALF_UP)


# From text ---------------------------------------------------------------------

_NUMBER = re.compile(
    r"([+-]?) *"
    r"([1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+\.?[0-9]*|\.[0-9]+) *"
    r"([^0-9,.+\-() ][^0-9]*)?"
)
_ONE_TO = re.compile(r"1 *: *(?=[0-9.])")

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys((0x3000, 0x00A0, 0x2007, 0x2009, 0x202F, 0xFEFF, 0x200B, 0x09, 0x0A, 0x0D), " ")
_SIGNS = {0x2212: "-", 0xFE63: "-", 0xFE62: "+", 0xFE6A: "%", 0xFE55: ":"}
# Not NFKC: it would turn 5² into 52 and ① into 1.
_PLAIN: Mapping[int, str | int] = {**_FULL_WIDTH, **_SPACES, **_SIGNS}

_PER_CENT = {"%": 100}
_POINTS_OF_PER_CENT = ("%", "pp", "个百分点", "百分点", "percentage-points", "percentage-point")
_HOURS = ("小时", "个小时", "h", "hr", "hrs", "hour", "hours")
_MINUTES = ("分钟", "min", "mins", "minute", "minutes")
_COUNTED = (*"个家次人条件元份位名场篇项户单笔台组", "人次", "场次")
_DIVISORS: Mapping[Unit, Mapping[str, int]] = {
    Unit.RATE: _PER_CENT,
    Unit.PERCENTAGE_POINTS: dict.fromkeys(_POINTS_OF_PER_CENT, 1),
    Unit.POINTS: dict.fromkeys(("分", "points", "point", "pts"), 1),
    Unit.HOURS: dict.fromkeys(_HOURS, 1) | dict.fromkeys(_MINUTES, 60),
    Unit.DAYS: dict.fromkeys(("天", "日", "d", "day", "days"), 1),
    Unit.COUNT: dict.fromkeys(_COUNTED, 1),
    Unit.MULTIPLE: dict.fromkeys(("倍", "x"), 1),
    Unit.DONE: {},
}
_DONE_WORDS: Mapping[str, int] = {
    **dict.fromkeys(("完成", "已完成", "是", "done", "yes"), 1),
    **dict.fromkeys(("未完成", "没有完成", "否", "not done", "no"), 0),
}


def plain(text: str) -> str:
    """Half-width, ordinary spaces, none at the ends, small letters."""
    return text.translate(_PLAIN).strip().casefold()


def from_text(text: str, unit: Unit) -> Decimal | None:
    """The number that `text` writes in `unit`, or None.

    >>> from_text("９８％", Unit.RATE), from_text("1:3", Unit.MULTIPLE)
    (Decimal('0.98'), Decimal('3'))
    """
    text = plain(text) if len(text) <= LONGEST else ""
    if unit is Unit.DONE and text in _DONE_WORDS:
        return Decimal(_DONE_WORDS[text])
    if unit is Unit.MULTIPLE:
        text = _ONE_TO.sub("", text, count=1) if _ONE_TO.match(text) else text
    return _written(text, _DIVISORS[unit])


def from_part(text: str, unit: Unit) -> Decimal | None:
    """The number in one of two entry cells whose quotient has `unit`: a count, a rate, hours."""
    kind = _PART_DIVISORS[unit]
    return _written(plain(text), kind) if len(text) <= LONGEST else None


_PART_DIVISORS: Mapping[Unit, Mapping[str, int]] = {
    unit: {**_DIVISORS[Unit.COUNT], **_DIVISORS[unit]} for unit in Unit
}


def _written(text: str, divisors: Mapping[str, int]) -> Decimal | None:
    owed = text.startswith("(") and text.endswith(")")  # how an accountant writes a minus
    found = _NUMBER.fullmatch(text[1:-1].strip() if owed else text)
    if found is None:
        return None
    sign, digits, noun = found.groups()
    divisor = divisors.get(noun.strip().replace(" ", "-")) if noun else 1
    if divisor is None or (owed and sign):
        return None
    number = SHEET.divide(SHEET.create_decimal(digits.replace(",", "")), Decimal(divisor))
    return -number if owed or sign == "-" else number


# To text -----------------------------------------------------------------------

_AFTER: Mapping[Unit, Mapping[str, str]] = {
    Unit.RATE: {"zh": "%", "en": "%"},
    Unit.PERCENTAGE_POINTS: {"zh": " 个百分点", "en": " pp"},
    Unit.HOURS: {"zh": " 小时", "en": " h"},
    Unit.DAYS: {"zh": " 天", "en": " d"},
}
_RATE = Unit.RATE
_NOTHING_AFTER = {"zh": "", "en": ""}
_DONE_SHOWN = {"zh": ("未完成", "完成"), "en": ("not done", "done")}


def shown(value: Decimal, unit: Unit, language: Language) -> str:
    """A number as people read it: at most four decimals, no zeros at the end.

    >>> shown(Decimal("0.975"), Unit.RATE, "en"), shown(Decimal("5000"), Unit.COUNT, "zh")
    ('97.5%', '5,000')
    """
    if unit is Unit.DONE and value in (0, 1):
        return _DONE_SHOWN[language][int(value)]
    return grouped(as_shown(value, unit, FOUR_DECIMALS)) + after(unit, language)


def as_shown(value: Decimal, unit: Unit, step: Decimal) -> Decimal:
    """The number that stands before the unit, rounded to a multiple of `step`: 97.5 for 0.975.

    A growth of 3.375 % is 0.0337499999999999 in a cell, and has to be told alike from there.
    """
    number = settled(value).scaleb(2, WIDE) if unit is _RATE else settled(value)
    return number.quantize(step, ROUND_HALF_UP, WIDE)


def after(unit: Unit, language: Language) -> str:
    """What stands after a number of this unit."""
    return _AFTER.get(unit, _NOTHING_AFTER)[language]


def grouped(number: Decimal) -> str:
    """Thousands commas, no zeros at the end.

    >>> grouped(Decimal("1234.5000"))
    '1,234.5'
    """
    text = format(number, ",f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
