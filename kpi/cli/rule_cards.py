"""The rules as people read them: a set as a table, a KPI as a card with 原文 or 建议 on every line."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from kpi import layout
from kpi.explain import along, figure, full
from kpi.model import Curve, KpiRule, Language, RuleBook, Scorecard, WeightPolicy
from kpi.problems import Problem
from kpi.rule_block import packaged_rules
from kpi.words import say

NONE = "–"


def book_rows(book: RuleBook, tongue: Language) -> list[tuple[str, ...]]:
    """The sets, one a row, with their headers."""
    head = say("rules_book_head", tongue).split("|")
    sums = packaged_rules(book, tongue).sums
    return [
        tuple(head),
        *(
            (
                card.code,
                card.name[tongue],
                _roles(book, card, tongue),
                str(sum(not rule.duty for rule in card.rules)),
                str(sum(rule.duty for rule in card.rules)),
                figure(sums[card.code]),
            )
            for card in book.cards
        ),
    ]


def _roles(book: RuleBook, card: Scorecard, tongue: Language) -> str:
    return say("list_comma", tongue).join(
        f"{role.code} {role.name[tongue]}" for role in book.roles if role.set == card.code
    )


def grade_rows(book: RuleBook, tongue: Language) -> Iterator[tuple[str, ...]]:
    """The grades with their limits, best first."""
    for grade in book.grades:
        limit = "" if grade.limit is None else f"≥ {figure(grade.limit)}"
        yield grade.letter, grade.name[tongue], limit


def card_heading(book: RuleBook, card: Scorecard, tongue: Language) -> str:
    """Which set it is, since when, from where, and how its weights count."""
    policy = book.policies.weights.get(card.code, WeightPolicy.SHARE)
    return say(
        "rules_card",
        tongue,
        code=card.code,
        name=card.name[tongue],
        start=card.effective_from.isoformat(),
        source=card.source[tongue],
        sum=figure(packaged_rules(book, tongue).sums[card.code]),
        policy=layout.word("policy", policy.value, tongue),
    )


def card_rows(book: RuleBook, card: Scorecard, tongue: Language) -> list[tuple[str, ...]]:
    """The KPIs and duties of a set, one a row, with their headers."""
    keys = ("code", "zh", "target", "weight", "effective")
    names = {key: layout.RULES.column(key).header(tongue) for key in keys}
    names["zh"] = say("rules_kpi", tongue)
    rows = (
        (
            rule.code,
            rule.name[tongue],
            _target(rule, rule.target, rule.target_months, tongue),
            figure(rule.weight),
            _effective(book, rule, tongue),
        )
        for rule in card.rules
    )
    return [tuple(names.values()), *rows]


# One KPI -----------------------------------------------------------------------


def kpi_heading(rule: KpiRule, tongue: Language) -> str:
    """Code and name, and whether it is a duty."""
    heading = f"{rule.code} {rule.name[tongue]}"
    return say("rules_duty", tongue, kpi=heading) if rule.duty else heading


def kpi_lines(book: RuleBook, rule: KpiRule, tongue: Language) -> Iterator[tuple[str, str, str]]:
    """Label, content, and 原文 or 建议 of everything that is known about a KPI."""
    parts = (_what(rule, tongue), _weight(book, rule, tongue), _entry(rule, tongue), _whence(rule, tongue))
    for field, key, text in chain.from_iterable(parts):
        if text:
            yield layout.RULES.column(key).header(tongue), text, _basis(rule, field, tongue)
        if key == "target":
            yield from _role_targets(book, rule, tongue)


def _role_targets(book: RuleBook, rule: KpiRule, tongue: Language) -> Iterator[tuple[str, str, str]]:
    """The targets of single roles, below the KPI's own."""
    label = layout.ROLE_TARGETS.column("target").header(tongue)
    for own in book.role_targets:
        if own.kpi == rule.code:
            role = next(role.name[tongue] for role in book.roles if role.code == own.role)
            target = _target(rule, own.target, own.months, tongue)
            text = say("rules_role_target", tongue, role=role, target=target)
            yield label, text, _basis(rule, "target", tongue)


def _basis(rule: KpiRule, field: str, tongue: Language) -> str:
    if not field:
        return ""
    return say("rules_proposed" if field in rule.proposed else "rules_stated", tongue)


Line = tuple[str, str, str]  # field of the rule, "" when it is worked out; column; text


def _what(rule: KpiRule, tongue: Language) -> Iterator[Line]:
    yield "category", "category", rule.category[tongue]
    yield "definition", "definition", rule.definition[tongue]
    yield "unit", "unit", layout.word("unit", rule.unit.value, tongue)
    limit = "scale" if rule.target is None else "target"  # the document writes ≥ or ≤ before a number
    yield limit, "better", layout.word("better", rule.scale.better.value, tongue)
    yield "target", "target", _target(rule, rule.target, rule.target_months, tongue)
    if rule.pass_line is not None:
        yield "pass_line", "pass_line", full(rule, rule.pass_line, tongue)
    yield "measure", "measure", layout.word("measure", rule.measure.value, tongue)
    yield "scale", "curve", _curve(rule, tongue)


def _weight(book: RuleBook, rule: KpiRule, tongue: Language) -> Iterator[Line]:
    yield "weight", "weight", figure(rule.weight)
    yield "", "effective", _effective(book, rule, tongue)


def _entry(rule: KpiRule, tongue: Language) -> Iterator[Line]:
    yield "entry", "entry", _form(rule, tongue)
    yield "months_add", "months_add", layout.word("months_add", rule.months_add.value, tongue)
    event = "event_driven" if rule.event_driven else ""  # that a KPI is none, nobody says
    yield event, "event", layout.word("yes_no", "yes" if rule.event_driven else "no", tongue)
    yield "lowest", "lowest", "" if rule.lowest is None else full(rule, rule.lowest, tongue)
    yield "highest", "highest", "" if rule.highest is None else full(rule, rule.highest, tongue)


def _whence(rule: KpiRule, tongue: Language) -> Iterator[Line]:
    yield "roles", "roles", say("list_comma", tongue).join(rule.roles)
    yield "data_source", "data_source", rule.data_source[tongue]
    yield "improvement", f"improvement_{tongue}", rule.improvement[tongue]


def _target(rule: KpiRule, target: Decimal | None, months: int, tongue: Language) -> str:
    if target is None:
        return layout.word("state", "open_target", tongue)
    shown = full(rule, target, tongue)
    return shown if months == 1 else say("rules_target_months", tongue, target=shown, months=months)


def _effective(book: RuleBook, rule: KpiRule, tongue: Language) -> str:
    effective = packaged_rules(book, tongue).effective(rule)
    return NONE if isinstance(effective, Problem) else f"{effective:.2%}"


def _form(rule: KpiRule, tongue: Language) -> str:
    parts = " / ".join(part[tongue] for part in rule.parts)
    form = layout.word("entry", rule.entry.value, tongue)
    return say("rules_entry", tongue, form=form, parts=parts) if parts else form


def _curve(rule: KpiRule, tongue: Language) -> str:
    """The scale in words: what each knot gives, and what lies between."""
    kind = rule.scale.curve.value
    knots = say("rules_comma", tongue).join(
        say(f"rules_knot_{kind}", tongue, x=along(rule, knot.x, tongue), points=figure(knot.points))
        for knot in rule.scale.knots
    )
    return say("rules_line" if rule.scale.curve is Curve.LINE else "rules_steps", tongue, knots=knots)
