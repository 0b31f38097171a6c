"""The cell functions in a live Calc, in files as Excel stores them: the same answers as the engine."""

from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from kpi.cli.functions import example_formula
from kpi.functions import FUNCTIONS
from kpi.tables import Fault
from tests.calls import BOOK as RULE_BOOK
from tests.calls import RULES, actuals, give, rules_table
from tests.extension import Book, ask, shown
from tests.judges import WRONG

LANGUAGES = ("zh", "en")


def text(value: object) -> str:
    """A value as the declared examples print it."""
    return format(value, ".10g") if isinstance(value, float) else str(value)


# Every function ----------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_gives_in_calc_what_it_declares(calcs, tmp_path: Path, language: str) -> None:
    functions = list(FUNCTIONS.values())
    given = ask(calcs[language], tmp_path, *map(example_formula, functions))
    for function, value in zip(functions, given, strict=True):
        wanted = getattr(function.example, language).partition(",")[0]  # a plain formula shows the first cell
        assert text(value) == wanted if function.name == "KPI_SCORES" else getattr(function.example, language), function
        assert value != WRONG


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_an_argument_goes_before_that_of_the_host(calcs, tmp_path: Path, language: str) -> None:
    other = "en" if language == "zh" else "zh"
    (said,) = ask(calcs[language], tmp_path, f'=KPI_EXPLAIN("SALES-3",0.97,,,"{other}")')
    assert said == getattr(FUNCTIONS["KPI_EXPLAIN"].example, other)


def test_every_kpi_scores_in_calc_as_in_the_engine(calc, tmp_path: Path) -> None:
    asked = [(rule, float(actual)) for rule in RULES for actual in actuals(rule)]
    cells = {f"A{n}": actual for n, (_, actual) in enumerate(asked, 1)}
    formulas = [f'=KPI_SCORE("{rule.code}",A{n},7)' for n, (rule, _) in enumerate(asked, 1)]
    wanted = [give("KPI_SCORE", rule.code, actual, 7.0) for rule, actual in asked]
    assert len(asked) > 300
    for given, want, (rule, actual) in zip(ask(calc, tmp_path, *formulas, **cells), wanted, asked, strict=True):
        same = given == want.text if isinstance(want, Fault) else given == pytest.approx(float(want), abs=1e-9)
        assert same, (rule.code, actual, given, want)


def test_a_text_that_a_function_gives_is_compared_looked_up_and_counted_as_any_text(calc, tmp_path: Path) -> None:
    """As a block of one cell it was equal to nothing: A1="B" was FALSE while A1 showed B."""
    formulas = [
        f"={text}" for text in ('KPI_GRADE(88)="B"', 'MATCH("B",A1:A1,0)', 'COUNTIF(A1:A1,"B")', 'A1="B"')
    ]
    assert ask(calc, tmp_path, *formulas, A1="=KPI_GRADE(88)") == [1, 1, 1, 1]


@pytest.mark.parametrize("rule", RULES[:6], ids=lambda rule: rule.code)
def test_a_chinese_name_means_the_same_kpi_as_its_code(calc, tmp_path: Path, rule) -> None:
    formulas = [f'=KPI_TARGET("{name}")' for name in (rule.code, rule.name["zh"], rule.name["en"])]
    first, *others = ask(calc, tmp_path, *formulas, f'=KPI_WEIGHT("{rule.name["zh"]}")')
    assert others == [first, first, pytest.approx(float(give("KPI_WEIGHT", rule.code)))]


# Blank, zero, text, error: four different things -------------------------------


def test_a_blank_cell_is_blank_and_never_a_zero(calc, tmp_path: Path) -> None:
    formulas = ('=KPI_SCORE("SALES-5",A1)', '=KPI_SCORE("SALES-5",A2)', "=KPI_GRADE(A1)", "=KPI_GRADE(A2)")
    formulas += ("=KPI_SCORE(A1,0.97)", '=KPI_STATUS("SALES-5",A1)', '=KPI_FEEDBACK("SALES-5",A1)', "=KPI_TARGET(A1)")
    assert ask(calc, tmp_path, *formulas, A2=0) == ["", 100, "", "D", "", "", "", ""]


def test_a_blank_target_means_the_target_of_the_rules(calc, tmp_path: Path) -> None:
    left_out, blank, own = '=KPI_SCORE("SALES-6",40)', '=KPI_SCORE("SALES-6",40,A1)', '=KPI_SCORE("SALES-6",40,A2)'
    assert ask(calc, tmp_path, left_out, blank, own, A2=40) == [50, 50, 100]


def test_blank_cells_in_a_block_are_blank_also_in_a_block_of_one_cell(calc, tmp_path: Path) -> None:
    formulas = ("=KPI_TOTAL(A1:A2,B1:B2)", "=KPI_TOTAL(A3:A3,B1:B1)", "=KPI_TOTAL(A2:A2,B1:B1)", "=KPI_TOTAL(A3,B1)")
    given = ask(calc, tmp_path, *formulas, A1=90, A2=0, B1=50, B2=50)
    assert given == [45, "#N/A", 0, "#N/A"]


@pytest.mark.parametrize("typed", [0.97, "97%", "９７％", "0.97", "97.0%"])
def test_numbers_and_texts_of_a_rate_score_the_same(calc, tmp_path: Path, typed: object) -> None:
    literal = f'"{typed}"' if isinstance(typed, str) else typed
    assert ask(calc, tmp_path, f'=KPI_SCORE("SALES-3",{literal})', '=KPI_SCORE("SALES-3",A1)', A1=typed) == [87.5, 87.5]


def test_not_applicable_gives_blank_and_free_text_an_error(calc, tmp_path: Path) -> None:
    formulas = [f'=KPI_SCORE("SALES-3",A{n})' for n in (1, 2, 3)] + ['=KPI_STATUS("SALES-3",A1)', '=KPI_STATUS("SALES-3",A3)']
    given = ask(calc, tmp_path, *formulas, A1="不适用", A2="N/A", A3="soon")
    assert given == ["", "", "#VALUE!", "N/A", "unreadable"]


def test_all_fifteen_digits_of_a_number_arrive(calc, tmp_path: Path) -> None:
    numbers = [1 / 3, 1 / 30000, 1.00000000000001, 1234567.12345678, 0.1 + 0.2]
    cells = {f"A{n}": number for n, number in enumerate(numbers, 1)}
    given = ask(calc, tmp_path, *(f'=KPI_SCORE("SALES-6",A{n},1)' for n in range(1, 6)), **cells)
    assert given == pytest.approx([float(give("KPI_SCORE", "SALES-6", number, 1.0)) for number in numbers], abs=1e-9)


def test_a_host_that_writes_a_comma_before_decimals_scores_the_same(calcs, tmp_path: Path) -> None:
    formulas = ('=KPI_SCORE("SALES-3",A1)', '=KPI_SCORE("SALES-3",0.97)', '=KPI_SCORE("SALES-3","97%")', '=A1&""')
    assert ask(calcs["de"], tmp_path, *formulas, A1=0.97) == [87.5, 87.5, 87.5, "0,97"]


# Errors ------------------------------------------------------------------------


def test_what_is_wrong_is_a_real_error_value(calc, tmp_path: Path) -> None:
    wrong = ('=KPI_SCORE("NOPE",1)', '=KPI_SCORE("SALES-3","soon")', '=KPI_SCORE("HEAD-2",1)')
    assert ask(calc, tmp_path, *wrong) == ["#N/A", "#VALUE!", "#N/A"]
    seen = ask(calc, tmp_path, *(f"=ISERROR({one[1:]})" for one in wrong), f"=IFERROR({wrong[0][1:]},5)", f"=ISNA({wrong[0][1:]})")
    assert seen == [1, 1, 1, 5, 1]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#NUM!", "#VALUE!"])
def test_an_error_in_an_argument_is_the_answer(calc, tmp_path: Path, error: str) -> None:
    source = {"#N/A": "=NA()", "#DIV/0!": "=1/0", "#REF!": '=INDIRECT("nowhere")', "#NUM!": "=SQRT(-1)", "#VALUE!": '="a"+1'}
    given = ask(calc, tmp_path, source[error], '=KPI_SCORE("SALES-3",Z1)', "=KPI_GRADE(Z1)", '=KPI_SCORE("SALES-3",1,Z1)')
    assert given[1:] == [given[0]] * 3
    assert str(given[0]).startswith(("#", "Err"))


# Many at once ------------------------------------------------------------------


def test_a_column_is_answered_in_one_array_formula_and_keeps_its_errors_to_their_rows(calc, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cells = book.active
    for row, (kpi, actual) in enumerate((("SALES-3", "97%"), ("SERVICE-1", 3), ("NOPE", 1), (None, None), ("SALES-3", None)), 1):
        cells.cell(row, 1, kpi)
        cells.cell(row, 2, actual)
    cells["D1"] = openpyxl.worksheet.formula.ArrayFormula("D1:D5", "=KPI_SCORES(A1:A5,B1:B5)")
    cells["E1"] = openpyxl.worksheet.formula.ArrayFormula("E1:E5", "=KPI_SCORE(A1:A5,B1:B5)")
    book.save(tmp_path / "column.xlsx")
    document = calc.open(tmp_path / "column.xlsx")
    sheet = document.Sheets.getByIndex(0)
    for column in "DE":
        given = [row[0] for row in sheet.getCellRangeByName(f"{column}1:{column}5").getDataArray()]
        assert given == [87.5, 50, None, "", ""]  # None is how UNO hands over an error
        assert sheet.getCellRangeByName(f"{column}3").getError() == 32767
    document.close(True)


# A table Rules of the workbook -------------------------------------------------


TABLE = rules_table(RULE_BOOK, "zh", SALES_3={"target": 0.9, "x1": 0.5, "x2": 0.9})
RANGE = f"Rules!$A$1:{xl_rowcol_to_cell(len(TABLE) - 1, len(TABLE[0]) - 1, row_abs=True, col_abs=True)}"


def test_a_table_of_the_workbook_goes_before_the_packaged_rules(calc, tmp_path: Path) -> None:
    formulas = ['=KPI_SCORE("SALES-3",0.7)', f'=KPI_SCORE("SALES-3",0.7,,{RANGE})', f'=KPI_TARGET("SALES-3",{RANGE})']
    formulas.append(f'=KPI_STATUS("SALES-3",0.95,,{RANGE})')
    assert Book(tmp_path / "rules.xlsx", {}, formulas, TABLE).answers(calc) == [0, 50, pytest.approx(0.9), "达标"]  # in the language of the table


def test_a_table_that_holds_an_error_is_never_answered_with_a_number(calc, tmp_path: Path) -> None:
    formulas = (f'=KPI_SCORE("SALES-3",0.7,,{RANGE})', "=KPI_TOTAL(A1:A2,B1:B2)", "=NA()")
    book = Book(tmp_path / "rules.xlsx", {"A1": 90, "A2": "=NA()", "B1": 50, "B2": 50}, formulas, (*TABLE, ["=NA()"]))
    document = calc.open(book.path)
    document.Sheets.getByIndex(1).getCellByPosition(3, 3).setFormula("=NA()")
    document.calculateAll()
    asked = document.Sheets.getByIndex(0)
    assert [shown(asked.getCellRangeByName(f"Z{n}")) for n in (1, 2)] == ["Err:504", "Err:504"]  # Calc's own doing
    document.close(True)


@pytest.mark.parametrize("given", [RANGE, f"KPI_RULES({RANGE})", "$Z$3"])
def test_a_threshold_that_changes_changes_the_score_at_once(calc, tmp_path: Path, given: str) -> None:
    formulas = [f'=KPI_SCORE("SALES-3",0.7,,{given})', '=KPI_SCORE("SALES-3",0.7)', f"=KPI_RULES({RANGE})"]
    book = Book(tmp_path / "rules.xlsx", {}, formulas, TABLE)
    document = calc.open(book.path)
    asked, rules = document.Sheets.getByIndex(0), document.Sheets.getByIndex(1)
    codes = [row[0] for row in TABLE]
    limit = rules.getCellByPosition(TABLE[0].index("x1"), codes.index("SALES-3"))
    seen = []
    for value in (0.5, 0.6, 0.65, 0.5):
        limit.Value = value
        seen.append(asked.getCellRangeByName("Z1").Value)
    assert seen == pytest.approx([50, 100 / 3, 20, 50])
    assert asked.getCellRangeByName("Z2").Value == 0
    document.close(True)


# Files -------------------------------------------------------------------------


def test_calc_keeps_the_bare_names_when_it_saves_and_reads_them_again(calc, tmp_path: Path) -> None:
    formulas = [example_formula(function) for function in FUNCTIONS.values()]
    book = Book(tmp_path / "before.xlsx", {}, formulas)
    document = calc.open(book.path)
    calc.save(document, tmp_path / "after.xlsx")
    document.close(True)
    with ZipFile(tmp_path / "after.xlsx") as archive:
        stored = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "externalLink" in name]
    for name in FUNCTIONS:
        assert f">{name}(" in stored
    assert "KPISCORECARDS" not in stored.upper()
    again = Book(tmp_path / "again.xlsx", {}, formulas)
    again.path = tmp_path / "after.xlsx"
    assert again.answers(calc) == book.answers(calc)


def test_a_calc_without_the_extension_knows_none_of_the_names(office, tmp_path: Path) -> None:
    assert ask(office, tmp_path, '=KPI_SCORE("SALES-3","97%")', "=1+1") == ["#NAME?", 2]
