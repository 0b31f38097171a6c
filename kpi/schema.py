"""The form of the rule files, checked by pydantic; what does not fit becomes a Problem, all at once.

Pydantic is used here and nowhere else. What has passed is turned into rules by `rule_files`,
which reads the packaged files alone, because loading pydantic takes longer than all the rest.
"""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from kpi.catalogue import CENTRE, Library, complete_from, same_starts
from kpi.form_errors import LISTED_TWICE, MARKED_TWICE, FormError, as_problem
from kpi.from_toml import card_revisions, centre_revisions
from kpi.idle_targets import idle_targets
from kpi.model import (
    Better,
    Curve,
    Entry,
    KpiRule,
    Measure,
    MonthsAdd,
    NotApplicablePolicy,
    RuleBook,
    Unit,
    WeightPolicy,
)
from kpi.problems import Problem
from kpi.rule_files import (
    RuleFile,
    library_of,
    packaged_book,
    packaged_library,
    places,
    read,
    read_all,
    sound_book,
)

T = TypeVar("T")
RULE_FIELDS = tuple(field.name for field in fields(KpiRule))


def _number(value: object) -> object:
    """TOML writes 95 and 0.95 as different types; a rule knows one."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _field_name(value: str) -> str:
    """A name in `proposed` or `stated` is a field of a rule."""
    if value not in RULE_FIELDS:
        known = ", ".join(f"'{name}'" for name in RULE_FIELDS)
        raise PydanticCustomError("enum", "not a field", {"expected": known})
    return value


def _once(entries: list[T]) -> list[T]:
    """Entries of a list whose codes differ."""
    codes = [str(getattr(one, "code", "")) for one in entries]
    for code in codes:
        if codes.count(code) > 1:
            raise PydanticCustomError(LISTED_TWICE, "twice", {"found": code})
    return entries


# The form ----------------------------------------------------------------------


class Form(BaseModel):
    """A TOML table whose fields are known and are not converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


Number = Annotated[Decimal, BeforeValidator(_number)]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Months = Annotated[int, Field(ge=1)]
FieldNames = list[Annotated[str, AfterValidator(_field_name)]]
KpiCode = Annotated[str, Field(pattern=r"^[A-Z]+-[A-Z]*[0-9]+$")]
OneOf = Field(strict=False)  # an enumeration is written as its word


class Both(Form):
    """Text in both languages."""

    zh: Text
    en: Text


class ScaleForm(Form):
    """Knots and the way between them."""

    curve: Annotated[Curve, OneOf]
    better: Annotated[Better, OneOf]
    knots: list[Annotated[list[Number], Field(min_length=2, max_length=2)]]


class DutyForm(Form):
    """What a duty target says; a KPI says more."""

    code: KpiCode
    name: Both
    definition: Both
    unit: Annotated[Unit, OneOf]
    counted: Both | None = None
    target: Number | None = None
    target_months: Months = 1
    measure: Annotated[Measure, OneOf]
    scale: ScaleForm
    entry: Annotated[Entry, OneOf]
    parts: list[Both]
    months_add: Annotated[MonthsAdd, OneOf]
    event_driven: bool = False
    lowest: Number | None = None
    highest: Number | None = None
    data_source: Both
    proposed: FieldNames = []
    stated: FieldNames = []
    improvement: Both

    @model_validator(mode="after")
    def _marked_once(self) -> Self:
        both = [name for name in self.stated if name in self.proposed]
        if both:
            raise PydanticCustomError(MARKED_TWICE, "both", {"found": ", ".join(both)})
        return self


class OwnedDutyForm(DutyForm):
    """A duty belongs to one role; category and weight follow from being a duty."""

    role: Text


class KpiForm(DutyForm):
    """A KPI of the assessment standards."""

    category: Both
    order: int
    weight: Number
    pass_line: Number | None = None
    personal: bool = False
    roles: list[Text] | None = None


class RoleTargetForm(Form):
    """The target of one role; without `target` it is open."""

    role: Text
    kpi: KpiCode
    target: Number | None = None
    months: int


class CardRevisionForm(Form):
    """A dated revision of a role set."""

    effective_from: date
    source: Both
    roles: list[Text]
    proposed: FieldNames
    kpi: Annotated[list[KpiForm], Field(min_length=1)]
    duty: list[OwnedDutyForm] = []
    role_target: list[RoleTargetForm] = []


class CardForm(Form):
    """The file of one role set."""

    set: Text
    name: Both
    revision: Annotated[list[CardRevisionForm], Field(min_length=1)]


class RoleForm(Form):
    """A post and the set it is scored by."""

    code: Text
    name: Both
    department: Both
    set: Text


class GradeForm(Form):
    """A letter; only the last has no limit."""

    letter: Text
    name: Both
    limit: Number | None = None


class PoliciesForm(Form):
    """The switches as they are shipped."""

    not_applicable: Annotated[NotApplicablePolicy, OneOf]
    provisional: bool
    green_from: Number
    amber_from: Number
    enough_weight: Number


class SetForm(Form):
    """The weight policies of a role set."""

    code: Text
    policy: Annotated[WeightPolicy, OneOf]
    allowed: list[Annotated[WeightPolicy, OneOf]]


class ProcessForm(Form):
    """A rule that is followed, not scored."""

    code: Text
    name: Both
    text: Both
    proposed: list[Literal["name", "text"]]


class CentreRevisionForm(Form):
    """A dated revision of what the sets share."""

    effective_from: date
    source: Both
    role: Annotated[list[RoleForm], Field(min_length=1)]
    grade: list[GradeForm] = []
    policies: PoliciesForm
    set: Annotated[list[SetForm], AfterValidator(_once)]
    process: Annotated[list[ProcessForm], AfterValidator(_once)]


class CentreForm(Form):
    """The file of the centre."""

    revision: Annotated[list[CentreRevisionForm], Field(min_length=1)]


# Reading -----------------------------------------------------------------------


def load(folder: Traversable) -> Library | list[Problem]:
    """All revisions in a folder of rule files, or everything that is wrong with their form."""
    found, problems = read_all(folder)
    problems += [one for file in found for one in form_problems(file)]
    return problems or library_of(found)


def rule_book(on: date, folder: Traversable | None = None) -> RuleBook | list[Problem]:
    """The rule book in force on a date, from a folder or else the packaged one."""
    if folder is None:
        return packaged_book(on)
    library = load(folder)
    return library if isinstance(library, list) else sound_book(library, on)


def check_file(path: Path) -> list[Problem]:
    """Everything that is wrong with one rule file, which replaces its like in the packaged rule book."""
    file = read(path)
    return [file] if isinstance(file, Problem) else file_problems(file)


def file_problems(file: RuleFile) -> list[Problem]:
    """What is wrong with its form, or else with what it says."""
    return form_problems(file) or _contradictions(file)


def form_problems(file: RuleFile) -> list[Problem]:
    """Every field of a file that is missing, unknown or of the wrong kind."""
    form = CardForm if "set" in file.raw or _has_kpis(file) else CentreForm
    try:
        form.model_validate(file.raw)
    except ValidationError as error:
        found = error.errors(include_url=False)
        return [
            as_problem(file, FormError(one["type"], one["loc"], one["input"], one.get("ctx", {})))
            for one in found
        ]
    return []


def _has_kpis(file: RuleFile) -> bool:
    """True for the file of a role set, even where it forgot to say of which."""
    revisions = file.raw.get("revision", ())
    return isinstance(revisions, list) and any(isinstance(one, dict) and "kpi" in one for one in revisions)


def _contradictions(file: RuleFile) -> list[Problem]:
    """What each revision of a file says against itself and against the packaged rest."""
    packaged = packaged_library()
    rest = replace(packaged, files={**packaged.files, file.subject: file.name})
    whole, *singles = _with_revisions(rest, file)
    problems = same_starts(whole)
    for library in singles:
        book = sound_book(library, complete_from(library))
        problems += book if isinstance(book, list) else idle_targets(book, places(book, library.files))
    return list({(one.code, one.place): one for one in problems}.values())


def _with_revisions(rest: Library, file: RuleFile) -> list[Library]:
    """The library with all revisions of the file, then with each of them alone."""
    if file.subject == CENTRE:
        centres = centre_revisions(file.raw)
        return [replace(rest, centres=some) for some in _all_then_each(centres)]
    cards = card_revisions(file.raw)
    return [replace(rest, cards={**rest.cards, file.subject: some}) for some in _all_then_each(cards)]


def _all_then_each(revisions: tuple[T, ...]) -> tuple[tuple[T, ...], ...]:
    return (revisions, *((one,) for one in revisions))
