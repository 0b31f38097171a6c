"""A judged workbook told in either language.

A workbook holds most of its texts in one language, and no names of role sets. Where it still says what
the packaged rules say, their other language is known; what a manager has worded stays as it stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kpi.appraise import Judged, Outcome
from kpi.book_checks import every_rule
from kpi.model import Bilingual, CategoryTotal, Grade, KpiRule, Language, Role, RuleBook


def translated(outcome: Outcome, packaged: RuleBook, language: Language) -> Outcome:
    """The outcome in `language`; numbers, names of people and the manager's words are untouched."""
    known = {rule.code: rule for rule in every_rule(packaged)}
    rules = {rule.code: _rule(rule, known.get(rule.code)) for rule in every_rule(outcome.book)}
    roles = _roles(outcome.book.roles, packaged.roles)
    grades = {grade.letter: _grade(grade, packaged.grades) for grade in outcome.book.grades}
    departments = _texts(role.department for role in packaged.roles)
    sets = {card.code: card.name for card in packaged.cards}
    return replace(
        outcome,
        settings=replace(outcome.settings, language=language),
        book=replace(
            outcome.book,
            cards=tuple(
                replace(card, name=sets.get(card.code, card.name), rules=tuple(rules[rule.code] for rule in card.rules))
                for card in outcome.book.cards
            ),
            roles=roles,
            grades=tuple(grades.values()),
        ),
        judged=[_judged(one, rules, grades, departments, language) for one in outcome.judged],
    )


def _judged(
    one: Judged,
    rules: Mapping[str, KpiRule],
    grades: Mapping[str, Grade],
    departments: Mapping[str, Bilingual],
    language: Language,
) -> Judged:
    appraisal = one.appraisal
    person = appraisal.person
    department = departments.get(person.department)
    categories = {rule.order: rule.category for rule in (rules[r.rule.code] for r in reversed(appraisal.results))}
    return one._replace(
        appraisal=replace(
            appraisal,
            person=replace(person, department=department[language] if department else person.department),
            results=tuple(result._replace(rule=rules[result.rule.code]) for result in appraisal.results),
            categories=tuple(_category(category, categories) for category in appraisal.categories),
            grade=grades[appraisal.grade.letter] if appraisal.grade else None,
        )
    )


def _category(category: CategoryTotal, names: Mapping[int, Bilingual]) -> CategoryTotal:
    return category._replace(name=names.get(category.order, category.name))


def _rule(rule: KpiRule, known: KpiRule | None) -> KpiRule:
    if known is None:
        return rule
    return replace(
        rule,
        category=_either(rule.category, known.category),
        definition=_either(rule.definition, known.definition),
        counted=_either(rule.counted, known.counted),
        data_source=_either(rule.data_source, known.data_source),
    )


def _either(ours: Bilingual, packaged: Bilingual) -> Bilingual:
    """The packaged text in both languages where ours is one of them."""
    return packaged if ours["zh"] in packaged.values() else ours


def _roles(roles: Iterable[Role], packaged: Iterable[Role]) -> tuple[Role, ...]:
    known = {role.code: role.department for role in packaged}
    return tuple(
        replace(role, department=_either(role.department, known[role.code])) if role.code in known else role
        for role in roles
    )


def _grade(grade: Grade, packaged: Iterable[Grade]) -> Grade:
    known = {one.letter: one.name for one in packaged}
    return replace(grade, name=_either(grade.name, known[grade.letter])) if grade.letter in known else grade


def _texts(texts: Iterable[Bilingual]) -> Mapping[str, Bilingual]:
    """Both languages of a text by either."""
    return {text: both for both in texts for text in both.values()}
