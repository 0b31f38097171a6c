"""What is typed for one KPI so that every corner of its rule is visited: knots, bounds, states, spellings."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpi.model import Entry, KpiRule, Measure, Unit
from kpi.numbers import settled
from kpi.scales import met_at
from kpi.tables import Computed, Fault, Value

Cell = Value | Computed
ONE = Decimal(1)
TINY = Decimal("1e-9")  # far above the twelfth decimal, where sheets compare
DENOMINATORS = (Decimal(1), Decimal(7), Decimal(250))
BASES = (Decimal(100), Decimal(3))


class Typed(NamedTuple):
    """The cells of one KPI in one person's row, and why they are typed."""

    first: Cell
    second: Cell = None
    target: Cell = None  # the personal target
    why: str = ""


NO_ENTRY: tuple[Cell, ...] = (None, "", " ")
SAID: tuple[Cell, ...] = ("不适用", "N/A", "n/a", " 不適用 ")
UNREADABLE: tuple[Cell, ...] = (
    "abc", True, Fault("#N/A"), Fault("#DIV/0!"), Computed("1/0", Fault("#DIV/0!")), 1e16, -1e16,
)  # fmt: skip
CALCULATED: tuple[Cell, ...] = (Computed("0.25+0.5", 0.75), Computed("2*30", 60.0))
SPELLINGS: dict[Unit, tuple[str, ...]] = {
    Unit.RATE: ("98%", "９８％", "0.98", "95.5 %"),
    Unit.PERCENTAGE_POINTS: ("1.5", "1.5%", "2个百分点"),
    Unit.POINTS: ("88分", "８８"),
    Unit.HOURS: ("2小时", "90分钟", "1.5h"),
    Unit.DAYS: ("3天", "2 days"),
    Unit.COUNT: ("1,000", "30个", "３０", "(5)"),
    Unit.MULTIPLE: ("1:3", "2.5倍"),
    Unit.DONE: ("完成", "未完成", "yes"),
}
PERSONAL: tuple[Cell, ...] = (0.0, -1.0, "abc", "5", "50%", " ", Fault("#REF!"), True, 1e16)


def numbers(rule: KpiRule, usual: Decimal | None) -> list[Typed]:
    """Entries that can be true: at every knot and one step either side, at the pass line, at both bounds.

    `usual` is the target without a personal one.
    """
    found = []
    for at, (x, why) in enumerate(_measures(rule)):
        personal = _personal(usual, at) if rule.measure.needs_target else None
        target = usual if personal is None else personal
        if rule.measure.needs_target and target is None:
            continue
        actual = _actual(rule.measure, x, target or ONE)
        if _allowed(rule, actual):
            found += _cells(rule, actual, at, None if personal is None else float(personal), why)
    found += [
        typed
        for at, actual in enumerate((rule.lowest, rule.highest, rule.pass_line))
        if actual is not None and _allowed(rule, actual)
        for typed in _cells(rule, actual, at, None, f"bound {actual}")
    ]
    return found


def met(rule: KpiRule, typed: Sequence[Typed]) -> Typed:
    """The entry that meets the target exactly, else the best there is."""
    wanted = f"knot {met_at(rule.scale)}"
    return next((one for one in typed if one.why == wanted), typed[-1])


def odd(rule: KpiRule) -> list[Typed]:
    """Entries in every other state, and numbers written as text."""
    texts = SPELLINGS[rule.unit]
    alone = [*NO_ENTRY, *SAID, *UNREADABLE, *CALCULATED, *texts, 0.0, -1.0, 98.0]
    found = [Typed(cell, why="one cell") for cell in alone]
    if rule.entry is not Entry.VALUE:
        cells: Sequence[Cell] = (None, "不适用", "abc", 0.0, -1.0, "200", "80%", Fault("#N/A"), True)
        found += [Typed(5.0, cell, why="second cell") for cell in cells]
        found += [Typed(cell, 8.0, why="first cell") for cell in (*texts, None, "N/A", "4", Fault("#VALUE!"))]
        found += [Typed(text, text, why="both text") for text in texts]
    if rule.measure.needs_target:
        second = None if rule.entry is Entry.VALUE else 2.0
        found += [Typed(1.0, second, cell, "personal target") for cell in PERSONAL]
    return found


def _measures(rule: KpiRule) -> Iterator[tuple[Decimal, str]]:
    """Where something happens on the scale, with both sides of it."""
    fine = Decimal("0.01") if _is_share(rule) else ONE
    met = met_at(rule.scale)
    corners = [*(knot.x for knot in rule.scale.knots), *([] if met is None else [met])]
    for x in dict.fromkeys(corners):
        yield x, f"knot {x}"
        for step in (TINY, fine):
            yield x - step, f"knot {x} - {step}"
            yield x + step, f"knot {x} + {step}"
    worst, best = rule.scale.knots[0].x, rule.scale.knots[-1].x
    for share in (Decimal("0.37"), Decimal("0.81"), Decimal(1) / 3):
        yield settled(worst + (best - worst) * share), f"{share:.2f} of the way"


def _is_share(rule: KpiRule) -> bool:
    return rule.measure is not Measure.VALUE or rule.unit is Unit.RATE


def _personal(usual: Decimal | None, at: int) -> Decimal | None:
    """Every third has a personal target; where the target is open, everybody but the fourth."""
    if usual is None:
        return None if at % 4 == 3 else (Decimal("0.04"), Decimal(2), Decimal("0.3"))[at % 3]
    return settled(usual * Decimal("1.25")) if at % 3 == 2 else None


def _actual(measure: Measure, x: Decimal, target: Decimal) -> Decimal:
    match measure:
        case Measure.VALUE:
            return x
        case Measure.ATTAINMENT:
            return x * target
        case Measure.DEVIATION:
            return (ONE - x) * target
        case Measure.OVERRUN:
            return (ONE + x) * target


def _allowed(rule: KpiRule, actual: Decimal) -> bool:
    low = rule.lowest is None or actual >= rule.lowest
    return low and (rule.highest is None or actual <= rule.highest)


def _cells(rule: KpiRule, actual: Decimal, at: int, personal: float | None, why: str) -> list[Typed]:
    match rule.entry:
        case Entry.VALUE:
            return [Typed(float(actual), None, personal, why)]
        case Entry.RATIO:
            bottom = DENOMINATORS[at % len(DENOMINATORS)]
            return [
                Typed(float(actual * bottom), float(bottom), personal, why),
                Typed(float(actual), None, personal, f"{why}, the rate alone"),
            ][: 1 + at % 2]
        case Entry.GROWTH:
            base = BASES[at % len(BASES)]
            return [Typed(float((actual + ONE) * base), float(base), personal, why)]
