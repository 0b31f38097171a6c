"""The words of an appraisal: KPI, target, weight, scorecard, person, actual, result.

Nothing here knows a spreadsheet, a file or a clock. Rates are fractions (0.05
is 5 %), scores are points with 100 for "target met", durations are hours, and
every number is a Decimal. Text that people read is kept in both languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Edition = Literal["portable", "python"]  # native formulas only, or our functions in the cells
EDITIONS: tuple[Edition, ...] = ("portable", "python")
Bilingual = Mapping[str, str]  # {"zh": ..., "en": ...}


class Better(Enum):
    """Which way a measure improves."""

    HIGHER = "higher"
    LOWER = "lower"

    def reaches(self, x: Decimal, limit: Decimal) -> bool:
        """True when `x` is at the limit or on its better side."""
        return x >= limit if self is Better.HIGHER else x <= limit


class Measure(Enum):
    """What is put on the scale (scoring.md, section 3)."""

    VALUE = "value"  # x = actual
    ATTAINMENT = "attainment"  # x = actual / target
    DEVIATION = "deviation"  # x = |actual / target - 1|
    OVERRUN = "overrun"  # x = actual / target - 1

    @property
    def needs_target(self) -> bool:
        return self is not Measure.VALUE


class Curve(Enum):
    """How a scale runs between its knots."""

    LINE = "line"
    STEPS = "steps"


class Entry(Enum):
    """How an actual is typed: one cell, or two that are divided."""

    VALUE = "value"
    RATIO = "ratio"
    GROWTH = "growth"


class MonthsAdd(Enum):
    """How the months of a longer cycle become one actual."""

    RATIO_OF_SUMS = "ratio_of_sums"
    SUM = "sum"
    LAST = "last"
    MEAN = "mean"
    ROLLING_12 = "rolling_12"


class Unit(Enum):
    """What a number of a KPI counts; decides how text such as `98%` is read and shown."""

    RATE = "rate"  # a fraction, shown in per cent
    PERCENTAGE_POINTS = "percentage_points"  # 1.5 means 1.5 points of per cent
    POINTS = "points"  # of a survey, 0 to 100
    HOURS = "hours"
    DAYS = "days"
    COUNT = "count"
    MULTIPLE = "multiple"  # output for one of input; 1:3 is 3
    DONE = "done"  # 1 done, 0 not done


class State(Enum):
    """What an actual is; the four are never merged."""

    ENTERED = "entered"
    NOT_APPLICABLE = "not_applicable"
    NOT_FILLED_IN = "not_filled_in"
    UNREADABLE = "unreadable"


class WeightPolicy(Enum):
    """How raw weights become effective weights (scoring.md, section 4)."""

    SHARE = "share"
    POINTS = "points"
    BASE_AND_EXTRA = "base_and_extra"
    FILL = "fill"


class NotApplicablePolicy(Enum):
    """What becomes of the weight of a KPI that does not apply (scoring.md, section 5)."""

    SHARED = "shared"
    FULL_MARK = "full_mark"
    WITHIN_CATEGORY = "within_category"


class Light(Enum):
    """Red, amber or green; never shown without its word."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Standing(Enum):
    """Whether an appraisal carries a total, and if not, why."""

    COMPLETE = "complete"
    PROVISIONAL = "provisional"  # total over what is there, never graded
    MISSING = "missing"  # something is not filled in or unreadable: no total
    INSUFFICIENT = "insufficient"  # under 60 % of the weight applies: no total


class Knot(NamedTuple):
    """One corner of a scale."""

    x: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Points for a measure: knots, worst first, and the way up."""

    curve: Curve
    better: Better
    knots: tuple[Knot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTarget:
    """The target of one role, where it differs from the KPI's own."""

    role: str
    kpi: str
    target: Decimal | None  # None: still open for this role
    months: int  # the months that the target covers


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiRule:
    """How one role set is held to one KPI, during one revision."""

    code: str  # "SALES-3"; never given a second meaning
    set: str  # code of the role set
    category: Bilingual
    order: int  # number of the category within its set, from 1
    name: Bilingual
    definition: Bilingual
    unit: Unit
    counted: Bilingual  # what a count counts: customers, contacts; empty for other units
    target: Decimal | None  # None: open, the document gives none
    target_months: int  # the months that the target covers; matters for MonthsAdd.SUM
    pass_line: Decimal | None  # an actual that is green although below 100 points
    measure: Measure
    scale: Scale
    weight: Decimal  # as the source prints it; a share of the sum, which need not be 100
    entry: Entry
    parts: tuple[Bilingual, ...]  # what the one or two entry cells hold
    months_add: MonthsAdd
    event_driven: bool  # a month without an event has no actual
    lowest: Decimal | None  # an actual below is a typing error
    highest: Decimal | None  # an actual above is a typing error
    personal: bool  # its personal target column stands beside the entry
    data_source: Bilingual
    proposed: frozenset[str]  # names of fields that the document does not state (建议)
    improvement: Bilingual  # the direction of improvement, for feedback
    roles: tuple[str, ...]  # codes of the roles that are held to it
    duty: bool  # one of the 35 duty targets; weight 0 until the user gives one


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A post of the marketing centre."""

    code: str
    name: Bilingual
    department: Bilingual
    set: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A letter and the total from which it is given."""

    letter: str
    name: Bilingual
    limit: Decimal | None  # None for the lowest grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """The KPIs of one role set in one revision, in the order of the document."""

    code: str
    name: Bilingual
    effective_from: date
    source: Bilingual
    rules: tuple[KpiRule, ...]  # KPIs, then duty targets


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRule:
    """A rule of the document's section 四 that is followed, not scored."""

    code: str
    name: Bilingual
    text: Bilingual
    proposed: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What a manager may switch."""

    weights: Mapping[str, WeightPolicy]  # by set code
    not_applicable: NotApplicablePolicy = NotApplicablePolicy.SHARED
    provisional: bool = False
    green_from: Decimal = Decimal(100)
    amber_from: Decimal = Decimal(80)
    enough_weight: Decimal = Decimal("0.6")  # less applicable weight: 数据不足


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Everything an appraisal is judged by."""

    version: str  # ISO date of the latest revision in it
    roles: tuple[Role, ...]
    cards: tuple[Scorecard, ...]
    role_targets: tuple[RoleTarget, ...]
    grades: tuple[Grade, ...]  # best first; the last has no limit
    policies: Policies
    process: tuple[ProcessRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is appraised, as the table People has it."""

    id: str
    name: str
    role: str  # code
    department: str = ""
    reviewer: str = ""
    start: date | None = None
    end: date | None = None


class Actual(NamedTuple):
    """What was achieved, as understood from the entry cells."""

    state: State
    value: Decimal | None = None
    numerator: Decimal | None = None  # or the current number of a growth
    denominator: Decimal | None = None  # or its base; None where only the rate is known


class KpiResult(NamedTuple):
    """One KPI of one person."""

    rule: KpiRule
    state: State
    actual: Decimal | None
    target: Decimal | None  # for the cycle, personal target first; None when open
    measure: Decimal | None  # what was put on the scale
    score: Decimal | None  # points; 100 by decree for a full-mark 不适用
    effective: Decimal  # effective weight, a fraction; 0 while it does not count
    points: Decimal | None  # effective x score: what it brings to the total
    lost: Decimal  # points below "target met": effective x (100 - score), never negative
    light: Light | None


class CategoryTotal(NamedTuple):
    """A category of one person's scorecard."""

    order: int
    name: Bilingual
    score: Decimal | None  # weighted mean of its KPIs
    points: Decimal | None  # what it brings to the total


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """What one person got under one scorecard in one cycle."""

    person: Person
    results: tuple[KpiResult, ...]
    categories: tuple[CategoryTotal, ...]
    standing: Standing
    total: Decimal | None  # two decimals, as shown
    extra: Decimal | None = None  # the add-on inside the total, base_and_extra only
    grade: Grade | None = None
    missing: tuple[str, ...] = field(default=())  # codes without a usable actual
