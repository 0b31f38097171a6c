"""Rule files: what is wrong in them is found, named and explained; what is right becomes the rule book."""

import re
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi import words
from kpi.book_checks import every_rule
from kpi.catalogue import contradictions, differences, find_rule
from kpi.grade_checks import out_of_reach
from kpi.model import KpiRule, RuleBook
from kpi.problems import Place, Problem
from kpi.rule_files import RuleFile, packaged_book, read
from kpi.schema import check_file, file_problems, load, rule_book

CASES = Path(__file__).parent / "cases" / "rules"
RULES = Path(__file__).parents[1] / "kpi" / "rules"
NOVEMBER = date(2026, 11, 30)


def packaged() -> RuleBook:
    book = packaged_book(NOVEMBER)
    assert isinstance(book, RuleBook)
    return book


BOOK = packaged()
BY_CODE = {rule.code: rule for rule in every_rule(BOOK)}
NAMES = {code: rule.name["en"] for code, rule in BY_CODE.items()}
RULE = BY_CODE["SALES-3"]


def somewhere(code: str, field: str) -> Place:
    return Place("rules.toml", code, field)


def codes(problems: object) -> list[str]:
    assert isinstance(problems, list)
    return [found.code for found in problems]


def with_rule(changed: KpiRule) -> RuleBook:
    """The packaged book with SALES-3 replaced."""
    cards = tuple(
        replace(card, rules=tuple(changed if rule.code == "SALES-3" else rule for rule in card.rules))
        for card in BOOK.cards
    )
    return replace(BOOK, cards=cards)


FILES = sorted(CASES.glob("KPI*.toml"))
EDITS = tomllib.loads((CASES / "centre_edits.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_file_is_reported_for_what_is_wrong_with_it_and_nothing_else(path: Path) -> None:
    found = check_file(path)
    assert set(codes(found)) == {path.stem.partition("_")[0]}
    assert all(one.place.book == path.name for one in found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_problem_in_a_file_names_the_kpi_or_the_set(path: Path) -> None:
    for found in check_file(path):
        if found.code not in {"KPI372", "KPI376"}:
            assert re.match(r"SALES?(-\d)?$", found.place.sheet)


def edited(edit: dict[str, str], folder: Path) -> Path:
    text = (RULES / "centre.toml").read_text(encoding="utf-8")
    assert text.count(edit["replace"]) == 1
    path = folder / "centre.toml"
    path.write_text(text.replace(edit["replace"], edit["by"]), encoding="utf-8")
    return path


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["code"])
def test_an_edit_of_the_centre_that_contradicts_the_rest_is_reported(
    edit: dict[str, str], tmp_path: Path
) -> None:
    assert edit["code"] in codes(check_file(edited(edit, tmp_path)))


def test_a_file_that_does_not_say_its_set_lacks_that_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "sales.toml"
    text = (RULES / "sales.toml").read_text(encoding="utf-8")
    path.write_text(text.replace('set = "SALES"\n', "", 1), encoding="utf-8")
    (found,) = check_file(path)
    assert (found.code, found.facts["field"]) == ("KPI373", "set")


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sales.toml"
    path.write_text((RULES / "sales.toml").read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert check_file(path) == []


def test_the_knot_is_named() -> None:
    (found,) = check_file(CASES / "KPI304_knots_out_of_order.toml")
    assert found.place.sheet == "SALES-1"
    assert found.facts == {"kpi": "SALES-1", "knot": "2", "x": "0.1", "before": "0.05"}
    assert words.line(found, "en", {}).startswith(
        "'[KPI304_knots_out_of_order.toml]SALES-1'!x2: Knot 2 of SALES-1, x = 0.1, is worse"
    )


def test_broken_toml_is_reported_with_its_line() -> None:
    path = CASES / "KPI372_broken_toml.toml"
    (found,) = check_file(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[int(found.facts["line"]) - 1].startswith("definition")


def test_a_file_that_stops_in_the_middle_is_reported_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "cut.toml"
    path.write_text('set = "SALES"\nname = """', encoding="utf-8")
    (found,) = check_file(path)
    assert (found.code, found.facts["line"]) == ("KPI372", "2")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_reported(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "sales.toml"
    if content is not None:
        path.write_bytes(content)
    assert codes(check_file(path)) == ["KPI371"]


def unnamed() -> list[Problem]:
    return contradictions(with_rule(replace(RULE, name={"zh": "回款及时率", "en": " "})), somewhere)


def without_grades() -> list[Problem]:
    return contradictions(replace(BOOK, grades=()), somewhere)


def short_of_a_grade() -> list[Problem]:
    return out_of_reach(BOOK, somewhere)


def lookup(text: str) -> list[Problem]:
    found = find_rule(BOOK, text)
    return [found] if isinstance(found, Problem) else []


def ambiguous() -> list[Problem]:
    other = BY_CODE["SALES-4"]
    found = find_rule(with_rule(replace(RULE, name=other.name)), other.name["zh"])
    return [found] if isinstance(found, Problem) else []


def before_the_first() -> list[Problem]:
    found = packaged_book(date(2024, 12, 31))
    return found if isinstance(found, list) else []


OTHERWISE: dict[str, Callable[[], list[Problem]]] = {
    "KPI301": unnamed,
    "KPI351": without_grades,
    "KPI357": short_of_a_grade,
    "KPI361": lambda: lookup("xyz"),
    "KPI362": lambda: lookup("回款及时"),
    "KPI363": ambiguous,
    "KPI364": before_the_first,
    "KPI371": lambda: check_file(CASES / "missing.toml"),
}
IN_FOLDERS = {"KPI377", "KPI378"}  # test_a_folder_…


@pytest.mark.parametrize(("code", "case"), OTHERWISE.items())
def test_what_no_single_file_can_show_is_reported_too(code: str, case: Callable[[], list[Problem]]) -> None:
    assert set(codes(case())) == {code}


def test_every_sentence_is_shown_by_a_case() -> None:
    sentences = tomllib.loads((RULES / "words" / "rules.toml").read_text(encoding="utf-8"))
    shown = {path.stem.partition("_")[0] for path in FILES} | {edit["code"] for edit in EDITS}
    assert set(sentences) == shown | set(OTHERWISE) | IN_FOLDERS


def every_problem() -> Iterator[Problem]:
    for path in FILES:
        yield from check_file(path)
    for case in OTHERWISE.values():
        yield from case()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_fills_its_slots_and_ends_with_a_remedy(language: str) -> None:
    for found in every_problem():
        text = words.explain(found, language, NAMES)
        assert "{" not in text.replace("{ zh", "")
        assert len(re.findall(r"[。.]", text)) >= 2 or "；" in text


def test_a_folder_without_the_centre_is_reported(tmp_path: Path) -> None:
    (tmp_path / "sales.toml").write_bytes((RULES / "sales.toml").read_bytes())
    assert codes(load(tmp_path)) == ["KPI377"]


def test_a_folder_with_two_files_of_one_set_is_reported(tmp_path: Path) -> None:
    for name in ("centre.toml", "sales.toml", "sales2.toml"):
        source = name.replace("2", "")
        (tmp_path / name).write_bytes((RULES / source).read_bytes())
    found = load(tmp_path)
    assert codes(found) == ["KPI378"]


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    assert "KPI371" in codes(load(tmp_path / "none"))


def test_a_folder_that_is_a_copy_gives_the_packaged_book(tmp_path: Path) -> None:
    for path in RULES.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert rule_book(NOVEMBER, tmp_path) == BOOK == rule_book(NOVEMBER)


def test_all_problems_of_a_file_come_at_once(tmp_path: Path) -> None:
    text = (CASES / "KPI373_field_missing.toml").read_text(encoding="utf-8")
    path = tmp_path / "sales.toml"
    path.write_text(text.replace("highest", "heighest").replace('"ratio"', '"ration"'), encoding="utf-8")
    found = check_file(path)
    assert set(codes(found)) == {"KPI373", "KPI374", "KPI375"}
    wrong = next(one for one in found if one.code == "KPI375")
    assert wrong.facts["example"] == "value / ratio / growth"
    assert wrong.place == Place("sales.toml", "SALES-1", "entry")


def test_each_revision_of_a_file_is_checked(tmp_path: Path) -> None:
    text = (RULES / "sales.toml").read_text(encoding="utf-8")
    head, revision = text.split("[[revision]]", 1)
    later = revision.replace("2025-01-01", "2026-07-01").replace("weight = 40", "weight = -40")
    path = tmp_path / "sales.toml"
    path.write_text(f"{head}[[revision]]{revision}\n[[revision]]{later}", encoding="utf-8")
    assert codes(check_file(path)) == ["KPI307"]


def everywhere(raw: Any, path: tuple[int | str, ...] = ()) -> Iterator[tuple[int | str, ...]]:
    """The path of every value of a TOML table."""
    items = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from everywhere(value, (*path, key))


SALES_FILE = read(CASES / "KPI307_negative_weight.toml")
CENTRE_FILE = read(RULES / "centre.toml")
OFTEN_WRONG = st.sampled_from([None, "", "x", 0, -1, True, Decimal("NaN"), [], [1], {}, date(2025, 1, 1)])


@given(data=st.data(), value=OFTEN_WRONG)
def test_whatever_stands_in_a_field_is_reported_and_crashes_nothing(
    data: st.DataObject, value: Any
) -> None:
    file = data.draw(st.sampled_from([SALES_FILE, CENTRE_FILE]))
    assert isinstance(file, RuleFile)
    raw = deepcopy(dict(file.raw))
    *way, last = data.draw(st.sampled_from(list(everywhere(raw))))
    here: Any = raw
    for step in way:
        here = here[step]
    if value is None:
        del here[last]
    else:
        here[last] = value
    for found in file_problems(RuleFile(file.name, raw)):
        assert str(found.place)
        assert words.line(found, "zh", {})


def test_the_version_is_the_day_of_the_latest_revision(tmp_path: Path) -> None:
    for path in RULES.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.stem == "sales":
            revision = text.partition("[[revision]]")[2]
            text += f"\n[[revision]]{revision.replace('2025-01-01', '2026-07-01').replace('0.98', '0.99')}"
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    before, after = rule_book(date(2026, 6, 30), tmp_path), rule_book(date(2026, 7, 1), tmp_path)
    assert isinstance(before, RuleBook)
    assert isinstance(after, RuleBook)
    assert (before.version, after.version) == ("2025-01-01", "2026-07-01")
    changed = [(one.code, one.field, one.here) for one in differences(after, before)]
    assert changed == [
        ("SALES-3", "target", "0.99"),
        ("SALES-3", "knots", "0.9→0, 0.99→100"),
        ("D-SS4", "target", "0.99"),
        ("D-SS4", "knots", "0.9→0, 0.99→100"),
    ]
