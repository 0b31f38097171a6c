"""What a sheet function is: name, help, parameters and example, declared once over typed Python.

The body of a function gets what its annotations ask for: a cell, a block of cells, rules. What it
cannot answer it returns as a Problem, for which the cell shows an error value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from inspect import Parameter as Declared
from inspect import getdoc, signature
from typing import NamedTuple, get_args

from kpi.arguments import Block, Column, as_block, first_error, flat, one_cell
from kpi.grade_block import Grades, given_grades
from kpi.model import LANGUAGES, Bilingual, Language, RuleBook
from kpi.problems import Problem
from kpi.problems import functions as problem
from kpi.reading import is_blank
from kpi.rule_block import Rules, given_rules
from kpi.tables import NOT_AVAILABLE, Fault, Output, Value
from kpi.words import explain

NOT_A_VALUE = Fault("#VALUE!")
FINAL = (Decimal, str)  # what a function gives and a cell shows as it is
NO_NAMES: Mapping[str, str] = {}  # an argument that cannot be read names no KPI
LONGEST_HELP = 255  # characters; Excel cuts the rest


class Help(NamedTuple):
    """What a parameter is for."""

    zh: str
    en: str


class Example(NamedTuple):
    """A call and what it gives, as printed by a host in Chinese or English."""

    arguments: tuple[object, ...]
    zh: str
    en: str


class Noted(NamedTuple):
    """Words that a cell shows in place of an error value, and what is wrong."""

    text: str
    problem: Problem


class Answer(NamedTuple):
    """What the cells of a call show, and why some of them show an error."""

    value: "Output | Cells"
    problems: tuple[Problem, ...] = ()


Cells = tuple[tuple[Output, ...], ...]
Given = Output | Problem | Noted
Rows = list[list[Given]]  # as many as the cells that were handed over
Body = Callable[..., Given | Rows]


class Kind(Enum):
    """What a host has to hand over for a parameter."""

    CELL = "cell"
    BLOCK = "block"  # an error in one of its cells is the answer to the whole call
    COLUMN = "column"  # an error in one of its cells is the answer for that cell
    GRADES = "grades"  # letters beside limits
    RULES = "rules"  # the table Rules with its headers


KINDS: tuple[tuple[object, Kind], ...] = (
    (Value, Kind.CELL),
    (Block, Kind.BLOCK),
    (Column, Kind.COLUMN),
    (Grades, Kind.GRADES),
    (Rules, Kind.RULES),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One argument of a sheet function."""

    name: str
    help: Bilingual
    optional: bool
    kind: Kind

    def read(self, raw: object, packaged: RuleBook, language: Language) -> object:
        """The argument as the body wants it, or a Problem."""
        match self.kind:
            case Kind.CELL:
                return one_cell(raw, self.name)
            case Kind.COLUMN:
                return Column(as_block(raw))
            case Kind.RULES:
                return given_rules(raw, packaged, language)
        block = as_block(raw)
        error = first_error(flat(block), self.name)
        if error is not None or self.kind is Kind.BLOCK:
            return error or block
        return given_grades(block, packaged.grades)

    def lacks(self, read: object) -> bool:
        """True when the call is blank because this argument is."""
        return not self.optional and (read is None or (isinstance(read, str) and is_blank(read)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFunction:
    """A function as every host projects it: wizard, VBA, extension, reference page."""

    name: str
    help: Bilingual
    parameters: tuple[Parameter, ...]
    example: Example
    body: Body
    single: bool  # answers with one value; else with a block of them
    tells: bool = False  # says in words what is wrong with an argument, in place of an error value

    @property
    def least(self) -> int:
        """How many arguments cannot be left out."""
        return sum(not parameter.optional for parameter in self.parameters)

    def answer(self, arguments: Sequence[object], packaged: RuleBook, language: Language) -> Answer:
        """The call as the sheet shows it; `packaged` and `language` are the host's."""
        given = self.run(arguments, packaged, language)
        if type(given) in FINAL:  # as nearly every cell shows
            return Answer(given)  # type: ignore[arg-type]
        if not isinstance(given, list):
            return Answer(_shown(given), _problems([given]))
        value = tuple(tuple(_shown(one) for one in row) for row in given)
        return Answer(value, _problems([one for row in given for one in row]))

    def run(self, arguments: Sequence[object], packaged: RuleBook, language: Language) -> Given | Rows:
        """What the function gives; blank in, blank out."""
        most = len(self.parameters)
        if not self.least <= len(arguments) <= most:
            return problem.wrong_count(self.name, self.least, most, len(arguments))
        read = [
            parameter.read(arguments[n] if n < len(arguments) else None, packaged, language)
            for n, parameter in enumerate(self.parameters)
        ]
        for one in read:
            if isinstance(one, Problem):
                return self._refused(one, language)
        for parameter, one in zip(self.parameters, read, strict=True):
            if not parameter.optional and parameter.lacks(one):
                return ""
        return self.body(*read)

    def _refused(self, found: Problem, language: Language) -> Given:
        """What is given for an argument that cannot be read; an error value goes through all functions."""
        if self.tells and found.code != problem.ERROR_IN_ARGUMENT:
            return Noted(explain(found, language, NO_NAMES), found)
        return found


# What a cell shows -------------------------------------------------------------

# What is given is of the wrong kind; everything else is a value that is not to be had.
WRONG_KIND = frozenset(
    {"KPI202", "KPI204", "KPI205", "KPI208", "KPI219", "KPI220", "KPI221", "KPI352", "KPI502"}
    | {"KPI702", "KPI704", "KPI706", "KPI711", "KPI721", "KPI724", "KPI725", "KPI728", "KPI729"}
    | {"KPI730", "KPI731", "KPI732", "KPI733", "KPI734", "KPI735", "KPI741", "KPI742", "KPI743", "KPI744"}
)


def fault(found: Problem) -> Fault:
    """The error value for a problem; one that came in goes out as it was."""
    if found.code == problem.ERROR_IN_ARGUMENT:
        return Fault(found.facts["found"])
    return NOT_A_VALUE if found.code in WRONG_KIND else NOT_AVAILABLE


def _shown(given: Given) -> Output:
    if isinstance(given, Noted):
        return given.text
    return fault(given) if isinstance(given, Problem) else given


def _problems(given: Sequence[Given]) -> tuple[Problem, ...]:
    found = (one.problem if isinstance(one, Noted) else one for one in given)
    return tuple(one for one in found if isinstance(one, Problem))


# Declaring ---------------------------------------------------------------------


def declared(body: Body, zh: str, example: Example, *, tells: bool = False) -> SheetFunction:
    """The function that a typed, annotated body declares; its docstring is the English help."""
    english = " ".join((getdoc(body) or "").split())
    return SheetFunction(
        name=body.__name__.upper(),
        help=_checked(body.__name__, Help(zh, english)),
        parameters=tuple(map(_parameter, signature(body).parameters.values())),
        example=example,
        body=body,
        single=signature(body).return_annotation == Given,
        tells=tells,
    )


def _parameter(one: Declared) -> Parameter:
    """One parameter: `Annotated[its kind, Help(...)]`, optional when it has a default."""
    kind, text = get_args(one.annotation)
    return Parameter(
        name=one.name,
        help=_checked(one.name, text),
        optional=one.default is not Declared.empty,
        kind=next(found for wanted, found in KINDS if wanted == kind),
    )


def _checked(name: str, text: Help) -> Mapping[str, str]:
    """The help in both languages, short enough for Excel to show all of it."""
    both = text._asdict()
    for language in LANGUAGES:
        if not 0 < len(both[language]) <= LONGEST_HELP:
            raise ValueError(f"help of {name} in {language}: 1 to {LONGEST_HELP} characters are possible")
    return both
