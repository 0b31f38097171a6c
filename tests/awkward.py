"""Workbooks of any size that a report must cope with: long names, nothing applicable, something missing, all alike."""

import csv
import random
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from kpi import new
from kpi.appraise import rules_of
from kpi.importing import enter_file
from kpi.model import Entry, KpiRule, Language, Person, RuleBook, Unit
from kpi.scoring import target_in_cycle

PERIOD = "2026-11"
LONG = {"zh": "阿卜杜热合曼买买提伊明古丽巴哈尔努尔买买提艾力托合提库尔班江", "en": "Maximilian-A. Wolfeschlegelstein"}
LEAST_LONG = 30
NOBODY = "N0000"  # nothing applies to them
LACKING = "N0001"  # one entry is missing
NAMED_LONG = "N0002"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
HEADINGS = ("id", "kpi", "value", "numerator", "denominator", "state", "target")


def rules() -> RuleBook:
    book = new.rules_for(PERIOD)
    assert not isinstance(book, list)
    return book


def people(count: int, language: Language) -> list[Person]:
    """The first three are the awkward ones; ids and names of nobody are part of another's."""
    roles = [role for role in rules().roles if role.code != "HEAD"]
    assert len(LONG[language]) >= LEAST_LONG
    return [
        Person(
            id=f"N{n:04}",
            name=LONG[language] if n == 2 else _name(n, language),
            role=roles[n % len(roles)].code,
            department=f"{n % 4 + 1}{'部' if language == 'zh' else ' Department'}",
            reviewer="欧阳主管" if language == "zh" else "Q. Reviewer",
        )
        for n in range(count)
    ]


def _name(n: int, language: Language) -> str:
    if language == "en":
        return f"Employee {chr(65 + n // 26)}{chr(97 + n % 26)}."
    return SURNAMES[n % 20] + GIVEN[n // 20 % 20] + "零一二三四五六七八九"[n // 100 % 10]


def workbook(target: Path, language: Language, count: int) -> Path:
    """So many people: the first without anything applicable, the second with an entry missing, the third's name long."""
    dice = random.Random(count)
    return _made(target, language, people(count, language), lambda: dice.uniform(0.6, 1.25))


def all_alike(target: Path, language: Language, count: int) -> Path:
    """Everybody meets every target exactly: one grade for all, no lost points."""
    own = [person for person in people(count + 2, language) if person.id not in (NOBODY, LACKING)]
    return _made(target, language, own, lambda: 1.0)


def _made(target: Path, language: Language, own: Sequence[Person], attainment) -> Path:
    assert new.make(target, language=language, period=PERIOD, people=own, company="C & <D>") == []
    lines = StringIO()
    csv.writer(lines).writerows([HEADINGS, *_entries(own, attainment)])
    listing = target.with_suffix(".csv")
    listing.write_text(lines.getvalue(), encoding="utf-8")
    assert enter_file(target, listing).written
    listing.unlink()
    return target


def _entries(own: Sequence[Person], attainment) -> Iterator[Sequence[object]]:
    book = rules()
    of_role = {role.code: [rule for rule in rules_of(book, role) if not rule.duty] for role in book.roles}
    for person in own:
        for rule in of_role[person.role][: -1 if person.id == LACKING else None]:
            applies = person.id != NOBODY
            yield [person.id, rule.code, *(_cells(book, person, rule, attainment()) if applies else _nothing())]


def _nothing() -> Sequence[object]:
    return ("", "", "", "N/A", "")


def _cells(book: RuleBook, person: Person, rule: KpiRule, attainment: float) -> Sequence[object]:
    """Value, numerator, denominator, state and target of one entry."""
    known = target_in_cycle(rule, person.role, book.role_targets, None)
    target = float(known) if known is not None else 0.05 if rule.unit is Unit.RATE else 2.0
    wanted = target * attainment if rule.highest is None else min(target * attainment, float(rule.highest))
    own = "" if known is not None else target
    if rule.entry is Entry.VALUE:
        return (round(wanted, 6), "", "", "", own)
    if rule.entry is Entry.GROWTH:
        return ("", round(1000 * (1 + wanted), 6), 1000, "", own)
    return ("", round(10000 * wanted, 6), 10000, "", own)
