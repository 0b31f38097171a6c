"""Values as the XML of a cell: text can never become a formula, for it is always an inline string."""

from collections.abc import Sequence
from decimal import Context, Decimal
from math import isfinite

from kpi.package.xml import escaped, formula_escaped
from kpi.tables import Computed, Dated, Fault, Output, Uncalculated

DIGITS = Context(prec=17)  # what a double can tell apart
LONGEST_TEXT = 32_767  # characters that a cell holds
NUMBERS = (float, int, Decimal)
Item = Output | Computed
Pieces = tuple[str, str]  # what follows the style inside the start tag, what follows the formula


class Cells:
    """Values as the XML of a cell, without its start."""

    def __init__(self, prefix: str, days: int) -> None:
        self.days = days
        self.close = f"</{prefix}c>"
        self.number = f"<{prefix}v>", f"</{prefix}v></{prefix}c>"
        self.text = f' t="inlineStr"><{prefix}is><{prefix}t', f"</{prefix}t></{prefix}is></{prefix}c>"
        self.formula = f"<{prefix}f>", f"</{prefix}f>"

    def pieces(self, value: Output) -> Pieces:
        """The type and the value of a formula cell."""
        if isinstance(value, str):
            return ' t="str"', escaped(value[:LONGEST_TEXT]).join(self.number)
        if isinstance(value, NUMBERS) and not isinstance(value, bool):
            start, end = self.number
            if isfinite(value):
                return "", f"{start}{number(value)}{end}"
            return ' t="e"', f"{start}#NUM!{end}"
        return self._rare_pieces(value)

    def _rare_pieces(self, value: Output) -> Pieces:
        match value:
            case bool():
                return ' t="b"', f"{int(value)}".join(self.number)
            case Fault():
                return ' t="e"', escaped(value.text).join(self.number)
            case Dated():
                return self.pieces(value.serial - self.days)
            case _:
                return "", self.close

    def plain(self, value: Output) -> str:
        """A cell without a formula, from behind its style on."""
        if value is None or value == "":
            return "/>"
        if isinstance(value, str):
            keep = ' xml:space="preserve">' if value != value.strip() or "\n" in value else ">"
            return f"{self.text[0]}{keep}{escaped(value[:LONGEST_TEXT])}{self.text[1]}"
        if isinstance(value, Uncalculated):
            return f">{formula_escaped(value.formula).join(self.formula)}{self.close}"
        kind, rest = self.pieces(value)
        return f"{kind}>{rest}"

    def computed(self, cell: Computed) -> str:
        """A cell with a formula of its own."""
        kind, rest = self.pieces(cell.value)
        return f"{kind}>{formula_escaped(cell.formula).join(self.formula)}{rest}"

    def any(self, item: Item) -> str:
        """Any cell of a fill without a shared formula."""
        return self.computed(item) if isinstance(item, Computed) else self.plain(item)


def number(value: float | Decimal) -> str:
    """A number in at most 17 digits.

    >>> number(87.5), number(100.0), number(-0.0), number(Decimal(1) / Decimal(7))
    ('87.5', '100', '0', '0.14285714285714286')
    """
    if isinstance(value, Decimal):
        return str(DIGITS.plus(value))
    return repr(float(value) + 0.0).removesuffix(".0")


def numbers(values: Sequence[Output]) -> Sequence[str] | None:
    """Numbers of one kind written out; None where they are something else, or not all finite."""
    kind = type(values[0])
    if kind is Decimal:
        texts = list(map(str, map(DIGITS.plus, values)))  # type: ignore[arg-type]
    elif kind is float:
        texts = [repr(value + 0.0).removesuffix(".0") for value in values]  # type: ignore[operator]
    else:
        return None
    together = "".join(texts)
    return None if "n" in together or "N" in together else texts  # NaN, Infinity, inf
