"""Entry cells echoed in Scores: a formula that looks at the cell, and what the program made of it."""

from collections.abc import Sequence
from decimal import Decimal

from kpi import formulas
from kpi.layout import NOT_APPLICABLE_WORDS
from kpi.model import Actual, Entry, KpiRule, State
from kpi.numbers import LARGEST_FLOAT, from_part, settled
from kpi.problems import Place
from kpi.reading import is_blank, is_not_applicable, read_target
from kpi.tables import NOT_AVAILABLE, Computed, Dated, Output, Uncalculated, Value

LONGEST_TEXT = 200  # a string in a formula may have 255 characters


def echo(reference: str, value: Value, meaning: Decimal | None) -> Computed:
    """An entry cell as understood; `meaning` is the number behind a text."""
    if value is None:
        return Computed(formulas.echo(reference), "")
    if type(value) is float and -LARGEST_FLOAT <= value <= LARGEST_FLOAT:
        return Computed(formulas.echo(reference), value)
    return _odd(reference, value, meaning)


def half(rule: KpiRule, cells: Sequence[Value]) -> Actual:
    """The one number of a pair whose other half is blank, typed as text."""
    numbers = [from_part(text, rule.unit) if isinstance(text, str) else None for text in cells]
    return Actual(State.NOT_FILLED_IN, None, *numbers)


def target_meant(rule: KpiRule, cell: str) -> Decimal | None:
    """What a personal target typed as text means."""
    target = read_target(rule, cell, Place())
    return target if isinstance(target, Decimal) else None


def _odd(reference: str, value: Value, meaning: Decimal | None) -> Computed:
    """An entry that is not a plain number; its formula says what the program made of this very content."""
    echoed = formulas.echo(reference)
    match value:
        case Dated():
            return Computed(f"IF({reference}={value.serial!r},NA(),{echoed})", NOT_AVAILABLE)
        case bool():  # LibreOffice would take it for 1 or 0
            return Computed(f"IF({reference}={str(value).upper()},NA(),{echoed})", NOT_AVAILABLE)
        case float():  # beyond what a KPI can be
            return Computed(f"IF({reference}={value!r},NA(),{echoed})", NOT_AVAILABLE)
        case Uncalculated():
            return Computed(echoed, NOT_AVAILABLE)
        case str() if value not in NOT_APPLICABLE_WORDS and len(value) <= LONGEST_TEXT:
            return _text(reference, value, meaning)
        case _:
            return Computed(echoed, value)


def _text(reference: str, value: str, meaning: Decimal | None) -> Computed:
    if is_blank(value):
        return Computed(formulas.understood(reference, value, '""'), "")
    if is_not_applicable(value):
        said = NOT_APPLICABLE_WORDS[0]
        return Computed(formulas.understood(reference, value, formulas.quoted(said)), said)
    if meaning is None:
        return Computed(formulas.echo(reference), value)
    return Computed(formulas.understood(reference, value, format(meaning, "f")), meaning)


def native_quotient(entry: Entry, first: Output, second: Output) -> Output:
    """What the formula of the column makes of two echoed cells that the program did not understand."""
    if first in NOT_APPLICABLE_WORDS or second in NOT_APPLICABLE_WORDS:
        return "-"
    if not all(value == "" or isinstance(value, (float, Decimal)) for value in (first, second)):
        return "?"
    if entry is Entry.VALUE:
        return first
    if first == "" or second == "":
        return "" if entry is Entry.GROWTH else first
    top, bottom = Decimal(str(first)), Decimal(str(second))
    return "?" if bottom <= 0 else settled(top / bottom - (entry is Entry.GROWTH))
