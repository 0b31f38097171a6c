import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kpi import layout, template
from kpi.layout import NAMES, SETTING_ROWS, SHEETS, TABLES, Kind, entry_columns, entry_table, role_title
from kpi.model import LANGUAGES, KpiRule, Language, NotApplicablePolicy, RuleBook, Scorecard, WeightPolicy
from kpi.schema import rule_book
from kpi.template import codes
from kpi.template.fit import lines, width_of
from kpi.template.wording import target_words
from tests.judges import differences, recalculated

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COMPLETE = {"Settings", "Grades", "Roles", "RoleTargets", "Rules", "Holidays"}  # the others have one blank row
DRAWN_WHOLE = {"Report", *layout.REPORT_TABLES} - {"ReportRole", "ReportMissing"}  # other tables stand below, so these cannot grow
each_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def rules_in_force() -> RuleBook:
    book = rule_book(date(2026, 11, 30))
    assert isinstance(book, RuleBook)
    return book


def made(language: Language, book: RuleBook | None = None, company: str = "示例公司 & Co.") -> bytes:
    book = book or rules_in_force()
    roles = [role.code for role in book.roles]
    return template.build(book, language, "2026-11", company, roles, "0123456789ab")


@cache
def workbook(language: Language) -> bytes:
    return made(language)


@cache
def opened(language: Language) -> Workbook:
    return openpyxl.load_workbook(BytesIO(workbook(language)))


def tables(language: Language) -> Iterator[tuple[Worksheet, str, tuple[int, int, int, int]]]:
    """Every table with its sheet and its bounds: left, top (the headers), right, bottom."""
    for sheet in opened(language):
        for table in sheet.tables.values():
            yield sheet, table.displayName, range_boundaries(table.ref)


def headers(sheet: Worksheet, bounds: tuple[int, int, int, int]) -> tuple[str, ...]:
    left, top, right, _ = bounds
    return tuple(sheet.cell(top, column).value for column in range(left, right + 1))


def sheet_parts(data: bytes) -> Iterator[tuple[str, ET.Element]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                yield name, ET.fromstring(archive.read(name))


# What is there --------------------------------------------------------------------


@each_language
def test_the_sheets_stand_in_the_order_of_the_layout(language: Language) -> None:
    before = [SHEETS[key][language] for key in layout.BEFORE_ROLES]
    after = [SHEETS[key][language] for key in layout.AFTER_ROLES]
    roles = [role_title(role, language) for role in rules_in_force().roles]
    assert opened(language).sheetnames == [*before, *roles, *after]
    assert all(len(title) <= 31 for title in opened(language).sheetnames)


def test_only_the_wanted_roles_get_a_sheet() -> None:
    book = openpyxl.load_workbook(
        BytesIO(template.build(rules_in_force(), "en", "2026-11", "", ["SS"], ""))
    )
    names = {name for sheet in book for name in sheet.tables}
    assert {name for name in names if name.startswith(layout.ENTRY_PREFIX)} == {entry_table("SS")}


@each_language
def test_every_table_of_the_layout_has_its_headers_on_its_sheet(language: Language) -> None:
    found = {name: (sheet.title, headers(sheet, bounds)) for sheet, name, bounds in tables(language)}
    for name, spec in TABLES.items():
        assert found[name] == (SHEETS[spec.sheet][language], spec.headers(language))


@each_language
def test_no_word_of_a_header_is_broken(language: Language) -> None:
    for sheet, name, (left, top, right, _) in tables(language):
        widths = {n: one for one in sheet.column_dimensions.values() for n in range(one.min, one.max + 1)}
        for column in (n for n in range(left, right + 1) if n in widths and not widths[n].hidden):
            for word in str(sheet.cell(top, column).value).replace("-", "- ").split():
                if word.isascii():  # Chinese may break anywhere
                    assert width_of(word) < widths[column].width - 1, (name, word)


@each_language
def test_the_sheet_of_a_role_has_a_column_for_every_entry(language: Language) -> None:
    found = {name: (sheet.title, headers(sheet, bounds)) for sheet, name, bounds in tables(language)}
    cards = {card.code: card for card in rules_in_force().cards}
    for role in rules_in_force().roles:
        entries = entry_columns(cards[role.set].rules, role.code)
        own = (layout.ID_HEADER, layout.NAME_HEADER, *entries, layout.REMARK_HEADER)
        expected = tuple(column.header(language) for column in own)
        assert found[entry_table(role.code)] == (role_title(role, language), expected)


@each_language
def test_tables_that_are_filled_later_have_one_blank_row_and_those_of_the_report_all_they_need(
    language: Language,
) -> None:
    for sheet, name, (left, top, right, bottom) in tables(language):
        if name not in COMPLETE:
            assert (bottom == top + 1) is (name not in DRAWN_WHOLE), name
            cells = [sheet.cell(row, at) for row in range(top + 1, bottom + 1) for at in range(left, right + 1)]
            assert [cell.value for cell in cells if cell.value is not None and cell.value[0] != "="] == []


@each_language
def test_defined_names_stand_for_the_body_of_their_columns(language: Language) -> None:
    where = {name: (sheet, bounds) for sheet, name, bounds in tables(language)}
    for name, (table, first, last) in NAMES.items():
        sheet, (left, top, _, bottom) = where[table]
        title, area = named_area(language, name)
        keys = [column.key for column in TABLES[table].columns]
        columns = left + keys.index(first), left + keys.index(last)
        assert (title, area) == (sheet.title, (columns[0], top + 1, columns[1], bottom)), name


def named_area(language: Language, name: str) -> tuple[str, tuple[int, int, int, int]]:
    title, _, area = opened(language).defined_names[name].attr_text.rpartition("!")
    return title.strip("'"), range_boundaries(area.replace("$", ""))


@each_language
def test_every_setting_has_a_name_for_its_number(language: Language) -> None:
    title = SHEETS["settings"][language]
    sheet = opened(language)[title]
    for key, label in SETTING_ROWS.items():
        found, (left, row, _, _) = named_area(language, f"Set_{key}")
        assert (found, left, sheet.cell(row, 1).value) == (title, 4, label[language])


@each_language
def test_the_policy_of_a_set_stands_beside_its_code(language: Language) -> None:
    title, (left, top, _, bottom) = named_area(language, "Policy_set")
    _, numbers = named_area(language, "Policy_number")
    assert numbers == (left - 1, top, left - 1, bottom)
    sets = [opened(language)[title].cell(row, left).value for row in range(top, bottom + 1)]
    assert sets == [card.code for card in rules_in_force().cards]


@each_language
def test_the_rules_are_complete_kpis_before_duties(language: Language) -> None:
    title, (column, top, _, bottom) = named_area(language, "Rule_code")
    printed = [opened(language)[title].cell(row, column).value for row in range(top, bottom + 1)]
    rules = [rule for card in rules_in_force().cards for rule in card.rules]
    kpis, duties = ([rule.code for rule in rules if rule.duty is duty] for duty in (False, True))
    assert (len(kpis), len(duties)) == (30, 35)
    assert printed == kpis + duties


# What may be typed ------------------------------------------------------------------


@each_language
def test_sheets_are_protected_without_a_password(language: Language) -> None:
    for sheet in opened(language):
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert not sheet.protection.objects  # comments and charts are allowed


@each_language
def test_typed_columns_are_unlocked_and_calculated_ones_locked(language: Language) -> None:
    for sheet, name, (left, top, _, _) in tables(language):
        for offset, column in enumerate(TABLES[name].columns if name in TABLES else ()):
            cell = sheet.cell(top + 1, left + offset)
            assert cell.protection.locked is not column.typed, (name, column.key)


@each_language
def test_entries_keep_what_is_typed_and_ids_stay_text(language: Language) -> None:
    for sheet, name, (left, top, right, _) in tables(language):
        if name.startswith(layout.ENTRY_PREFIX):
            assert sheet.cell(top + 1, left).number_format == "@"
            formats = {sheet.cell(top + 1, at).number_format for at in range(left + 2, right)}
            assert formats == {"General"}
            assert not any(sheet.cell(top + 1, at).protection.locked for at in range(left, right + 1))


@each_language
def test_columns_off_the_main_path_are_folded_away(language: Language) -> None:
    for sheet, name, (left, *_) in tables(language):
        folded = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
        spec = TABLES.get(name)
        helpers = [] if spec is None or spec.sheet == "settings" else [
            left + n for n, column in enumerate(spec.columns) if column.kind is Kind.HELPER
        ]
        ranges = [column for letter, column in sheet.column_dimensions.items() if letter in folded]
        hidden = {n for column in ranges for n in range(column.min, column.max + 1)}
        assert set(helpers) <= hidden, name
        assert all(column.outlineLevel == 1 for column in ranges)


@each_language
def test_messages_fit_into_their_box(language: Language) -> None:
    for sheet in opened(language):
        for validation in sheet.data_validations.dataValidation:
            assert len(validation.promptTitle or "") <= 32
            assert 0 < len(validation.prompt or "") <= 255
            assert len(validation.errorTitle or "") <= 32
            assert len(validation.error or "") <= 225
            assert len(validation.formula1 or "") <= 255
            assert validation.errorStyle in {None, "warning"}


@each_language
def test_an_open_target_is_named_in_the_message_of_its_entry(language: Language) -> None:
    sheet = opened(language)[role_title(rules_in_force().roles[0], language)]
    prompts = {
        validation.promptTitle: validation.prompt for validation in sheet.data_validations.dataValidation
    }
    said = next(prompt for title, prompt in prompts.items() if title.startswith("HEAD-2 "))
    assert {"zh": "待定目标", "en": "target open"}[language] in said


# What follows a growing table ---------------------------------------------------------


def followers(sheet: Worksheet) -> Iterator[tuple[int, int, int, int]]:
    for validation in sheet.data_validations.dataValidation:
        yield from (range_boundaries(str(part)) for part in validation.sqref.ranges)
    for formatting in sheet.conditional_formatting:
        yield from (range_boundaries(str(part)) for part in formatting.sqref.ranges)


@each_language
def test_validations_and_conditional_formats_cover_exactly_the_body(language: Language) -> None:
    bodies: dict[str, list[tuple[int, int]]] = {}
    for sheet, _, (_, top, _, bottom) in tables(language):
        bodies.setdefault(sheet.title, []).append((top + 1, bottom))
    settings = SHEETS["settings"][language]  # each setting has a message of its own
    for sheet in opened(language):
        for _, top, _, bottom in followers(sheet):
            own = {(top, bottom), (top + 1, bottom)} & {*bodies[sheet.title]}  # the second with the heads
            assert own or (sheet.title == settings and top == bottom)


@each_language
def test_the_print_area_ends_with_the_last_table(language: Language) -> None:
    last: dict[str, int] = {}
    for sheet, _, (_, _, _, bottom) in tables(language):
        last[sheet.title] = max(bottom, last.get(sheet.title, 0))
    for sheet in opened(language):
        area = range_boundaries(sheet.print_area.rpartition("!")[2].replace("$", ""))
        assert area[3] == last[sheet.title]


@each_language
def test_every_sheet_prints_on_a4_one_page_wide_with_its_headers(language: Language) -> None:
    for sheet in opened(language):
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows
        assert sheet.freeze_panes


@each_language
def test_sheets_that_are_signed_have_signature_lines(language: Language) -> None:
    words = {"zh": ("被考核人", "考核人", "复核人"), "en": ("Appraisee", "Reviewer", "Approved")}[language]
    signed = [SHEETS[key][language] for key in ("feedback", "report")]
    signed += [role_title(role, language) for role in rules_in_force().roles]
    for title in signed:
        footer = opened(language)[title].oddFooter.left.text
        assert all(word in footer for word in words)


# Values -------------------------------------------------------------------------------


@each_language
def test_the_same_arguments_give_the_same_bytes(language: Language) -> None:
    assert made(language) == workbook(language)


@each_language
def test_every_formula_carries_its_value(language: Language) -> None:
    formulas = 0
    for part, root in sheet_parts(workbook(language)):
        for cell in root.iter(f"{MAIN}c"):
            if cell.find(f"{MAIN}f") is None:
                continue
            formulas += 1
            value = cell.find(f"{MAIN}v")
            assert value is not None, (part, cell.get("r"))
            assert value.text or cell.get("t") == "str", (part, cell.get("r"))
    assert formulas > 65 * 10


def test_text_from_data_is_never_a_formula() -> None:
    trap = '=HYPERLINK("http://example.com","x")'
    book = rules_in_force()
    role = replace(book.roles[1], department={"zh": trap, "en": trap})
    data = made("zh", replace(book, roles=(book.roles[0], role, *book.roles[2:])), company=trap)
    formulas = [
        cell.text or ""
        for _, root in sheet_parts(data)
        for cell in root.iter(f"{MAIN}f")
    ]
    assert not any("HYPERLINK" in formula for formula in formulas)
    strings = zipfile.ZipFile(BytesIO(data)).read("xl/sharedStrings.xml")
    assert trap.encode() in strings.replace(b"&quot;", b'"')


@pytest.mark.parametrize(
    ("code", "role", "zh", "en"),
    [
        ("SALES-3", "SS", "目标 ≥ 98%", "target ≥ 98%"),
        ("SALES-5", "SS", "目标 ≤ 5%", "target ≤ 5%"),
        ("SALES-2", "SS", "目标 ≥ 5 家客户/月", "target ≥ 5 customers a month"),
        ("SALES-2", "SM", "目标 ≥ 10 家客户/季度", "target ≥ 10 customers a quarter"),
        ("SALES-2", "KA", "待定目标", "target open"),
        ("HEAD-3", "HEAD", "目标 100%，偏差 ≤ 5%", "target 100%, within 5%"),
        ("HEAD-5", "HEAD", "目标 ≥ 85 分", "target ≥ 85 points"),
        ("SERVICE-2", "CS", "目标 ≤ 48 小时", "target ≤ 48 h"),
    ],
)
def test_a_target_is_said_as_a_person_would(code: str, role: str, zh: str, en: str) -> None:
    own = {(target.role, target.kpi): target for target in rules_in_force().role_targets}
    said = [target_words(rule_of(code), own.get((role, code)), language) for language in LANGUAGES]
    assert said == [zh, en]


def rule_of(code: str) -> KpiRule:
    return next(rule for card in rules_in_force().cards for rule in card.rules if rule.code == code)


def test_wrapped_text_gets_the_lines_it_needs() -> None:
    assert width_of("目标") == 4
    assert lines("一二三四五六七八九十", 12.3) == 2
    assert lines("a\nb", 10) == 2
    assert lines("one two three", 100) == 1
    assert lines("onetwothree" * 3, 12.2) == 4


# Recalculated by LibreOffice ------------------------------------------------------------

def with_policies(language: Language, *policies: WeightPolicy) -> bytes:
    book = rules_in_force()
    weights = dict(zip((card.code for card in book.cards), policies, strict=True))
    kept = replace(
        book.policies,
        weights=weights,
        not_applicable=NotApplicablePolicy.WITHIN_CATEGORY,
        provisional=True,
        enough_weight=Decimal("0.75"),
    )
    cards = with_pass_line(book, "SALES-5", Decimal("0.06"))
    return made(language, replace(book, policies=kept, cards=cards))


def with_pass_line(book: RuleBook, code: str, limit: Decimal) -> tuple[Scorecard, ...]:
    """The scorecards with a pass line for a KPI of which less is better."""
    return tuple(
        replace(
            card,
            rules=tuple(
                replace(rule, pass_line=limit) if rule.code == code else rule for rule in card.rules
            ),
        )
        for card in book.cards
    )


SHARE, POINTS, EXTRA, FILL = WeightPolicy


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: workbook("zh"), id="zh"),
        pytest.param(lambda: workbook("en"), id="en"),
        pytest.param(lambda: with_policies("zh", EXTRA, FILL, POINTS, FILL, EXTRA, POINTS), id="policies"),
    ],
)
def test_the_values_are_those_of_a_recalculation(data, tmp_path: Path) -> None:
    compared, different = differences(data(), tmp_path)
    assert compared > 300
    assert different == {}


def test_the_numbers_are_those_that_the_score_formulas_compare() -> None:
    assert list(codes.ENTRY.items()) == [("value", 1), ("ratio", 2), ("growth", 3)]
    assert list(codes.MEASURE.items()) == [("value", 1), ("attainment", 2), ("deviation", 3), ("overrun", 4)]
    assert list(codes.POLICY.items()) == [("share", 1), ("points", 2), ("base_and_extra", 3), ("fill", 4)]
    assert list(codes.NOT_APPLICABLE.items()) == [("shared", 1), ("full_mark", 2), ("within_category", 3)]
    assert (codes.BETTER, codes.CURVE) == ({"higher": 1, "lower": -1}, {"line": 0, "steps": 1})
    assert (codes.YES_NO, codes.LANGUAGE) == ({"no": 0, "yes": 1}, {"zh": 1, "en": 2})


CHOSEN = {"n_entry": "entry", "n_measure": "measure", "n_sign": "better", "n_steps": "curve"}


def test_a_choice_is_understood_in_either_language_and_as_its_code(
    tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook("zh")))
    sheet, first = rules_table(book)
    at = {column.key: n for n, column in enumerate(layout.RULES.columns, start=1)}
    for offset, wanted in enumerate(("en", "code", "zh")):
        for choice in CHOSEN.values():
            cell = sheet.cell(first + offset, at[choice])
            code = layout.code_of(choice, cell.value)
            cell.value = code if wanted == "code" else layout.word(choice, code, wanted).upper()
    sheet.cell(first + 3, at["entry"]).value = "随便"
    changed = BytesIO()
    book.save(changed)
    theirs, _ = rules_table(recalculated(changed.getvalue(), tmp_path))
    for offset in range(3):
        rule = rule_of(theirs.cell(first + offset, at["code"]).value)
        found = [theirs.cell(first + offset, at[key]).value for key in CHOSEN]
        assert found == [
            codes.ENTRY[rule.entry.value],
            codes.MEASURE[rule.measure.value],
            codes.BETTER[rule.scale.better.value],
            codes.CURVE[rule.scale.curve.value],
        ]
    assert theirs.cell(first + 3, at["n_entry"]).value == "#N/A"


def rules_table(book: Workbook) -> tuple[Worksheet, int]:
    """The sheet of the rules and its first body row."""
    sheet = book[SHEETS["rules"]["zh"]]
    row = next(cell.row for cell in sheet["A"] if cell.value == layout.RULES.headers("zh")[0])
    return sheet, row + 1


def test_a_role_is_matched_by_chinese_name_english_name_or_code(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook("en")))
    title, (column, top, _, _) = named_area("en", "Target_match")
    sheet = book[title]
    for offset, role in enumerate(("销售专员", "Sales Specialist", "SS", "没有", None)):
        sheet.cell(top + offset, column - 4).value = role
        sheet.cell(top + offset, column - 3).value = "SALES-2"
    changed = BytesIO()
    book.save(changed)
    theirs = recalculated(changed.getvalue(), tmp_path)[title]
    found = [theirs.cell(top + offset, column).value for offset in range(5)]
    assert found == ["SS|SALES-2", "SS|SALES-2", "SS|SALES-2", "#N/A", None]
