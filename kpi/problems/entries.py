"""Problems of entries: what stands in the cells that a manager types (KPI2xx)."""

from dataclasses import replace

from kpi.model import LANGUAGES, Bilingual, Entry, KpiRule, Unit
from kpi.problems import Place, Problem

EXAMPLES = {
    Unit.RATE: "98%",
    Unit.PERCENTAGE_POINTS: "1.5",
    Unit.POINTS: "90",
    Unit.HOURS: "2",
    Unit.DAYS: "3",
    Unit.COUNT: "80",
    Unit.MULTIPLE: "3",
    Unit.DONE: "1",
}
PART_EXAMPLE = "120"  # of one of two cells that are divided
LONGEST = 40  # characters of a cell that a sentence quotes


def not_filled_in(place: Place, rule: KpiRule) -> Problem:
    """Nothing was typed; a blank is never 0."""
    code = "KPI203" if rule.event_driven else "KPI201"
    return Problem(code=code, place=place, facts={"kpi": rule.code})


def not_a_number(place: Place, rule: KpiRule, found: str) -> Problem:
    """An entry cell holds text that is no number in the KPI's unit."""
    return _found("KPI202", place, rule, found)


def tick_box(place: Place, rule: KpiRule, found: str) -> Problem:
    """An entry cell holds TRUE or FALSE."""
    return _found("KPI204", place, rule, found)


def date_or_time(place: Place, rule: KpiRule, found: str) -> Problem:
    """An entry cell shows a date or a time; 1:3 typed into a cell becomes one."""
    return _found("KPI205", place, rule, found)


def error_value(place: Place, rule: KpiRule, found: str) -> Problem:
    """An entry cell holds #DIV/0! or the like."""
    return _found("KPI206", place, rule, found)


def not_calculated(place: Place, rule: KpiRule, found: str) -> Problem:
    """An entry cell holds a formula that has no value yet."""
    return _found("KPI207", place, rule, found)


def too_large(place: Place, rule: KpiRule, found: str) -> Problem:
    """An entry has more digits than a sheet keeps, or no end."""
    return _found("KPI208", place, rule, found)


def _found(code: str, place: Place, rule: KpiRule, found: str) -> Problem:
    quoted = found if len(found) <= LONGEST else found[: LONGEST - 1] + "…"
    example = EXAMPLES[rule.unit] if rule.entry is Entry.VALUE else PART_EXAMPLE
    facts = {"kpi": rule.code, "found": quoted, "example": example}
    return Problem(code=code, place=place, facts=facts)


def half_filled(place: Place, rule: KpiRule) -> Problem:
    """One of two entry cells is blank."""
    return Problem(code="KPI209", place=place, facts={"kpi": rule.code})


def no_denominator(place: Place, rule: KpiRule, found: str) -> Problem:
    """The denominator of a rate is 0 or negative; that is never 0 %."""
    return _found("KPI210", place, rule, found)


def no_base(place: Place, rule: KpiRule, found: str) -> Problem:
    """The base of a growth is 0 or negative."""
    return _found("KPI211", place, rule, found)


def too_low(place: Place, rule: KpiRule, found: Bilingual, limit: Bilingual) -> Problem:
    """An actual is below what its unit allows."""
    return Problem(code="KPI212", place=place, facts=_beyond(rule, found, limit))


def too_high(place: Place, rule: KpiRule, found: Bilingual, limit: Bilingual) -> Problem:
    """An actual is above what its unit allows."""
    return Problem(code="KPI213", place=place, facts=_beyond(rule, found, limit))


def per_cent_forgotten(
    place: Place, rule: KpiRule, typed: str, found: Bilingual, limit: Bilingual
) -> Problem:
    """A rate is far too high and would fit as per cent: 98 for 98%."""
    facts = _beyond(rule, found, limit) | {"typed": typed, "meant": f"{typed}%"}
    return Problem(code="KPI214", place=place, facts=facts)


def count_or_rate(place: Place, rule: KpiRule, typed: str, found: Bilingual, limit: Bilingual) -> Problem:
    """A number too high for a rate stands alone in the first of two cells."""
    facts = _beyond(rule, found, limit) | {"typed": typed, "meant": f"{typed}%"}
    return Problem(code="KPI215", place=place, facts=facts)


def _beyond(rule: KpiRule, found: Bilingual, limit: Bilingual) -> dict[str, str]:
    return {"kpi": rule.code} | _told("found", found) | _told("limit", limit)


def _told(slot: str, both: Bilingual) -> dict[str, str]:
    """An amount in either language; the sentence picks its own."""
    return {f"{slot}_{language}": both[language] for language in LANGUAGES}


def only_the_rate(place: Place, rule: KpiRule, found: Bilingual) -> Problem:
    """Only a rate is known: it scores but cannot be pooled with other months."""
    facts = {"kpi": rule.code} | _told("found", found)
    return Problem(code="KPI216", place=place, facts=facts, note=True)


def not_applicable_beside(place: Place, rule: KpiRule, found: str) -> Problem:
    """One of two cells says 不适用, the other holds something."""
    return replace(_found("KPI217", place, rule, found), note=True)


def per_cent_of_a_count(place: Place, rule: KpiRule, found: str) -> Problem:
    """One of two cells is typed in per cent, the other is a count."""
    return _found("KPI218", place, rule, found)


def target_not_positive(place: Place, rule: KpiRule, found: str) -> Problem:
    """A personal target is 0 or negative."""
    return _found("KPI219", place, rule, found)


def target_unreadable(place: Place, rule: KpiRule, found: str) -> Problem:
    """A personal target is not a number."""
    problem = _found("KPI220", place, rule, found)
    return replace(problem, facts={**problem.facts, "example": EXAMPLES[rule.unit]})


def target_not_used(place: Place, rule: KpiRule, found: str) -> Problem:
    """A personal target for a KPI that is scored by its knots alone."""
    return _found("KPI221", place, rule, found)
