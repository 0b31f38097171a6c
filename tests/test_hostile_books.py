"""Hostile and odd workbooks on the command line: a problem or the right value, bounded in time and memory."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kpi import package
from kpi.appraise import Outcome, score
from kpi.headless import SHELLS, check_file
from kpi.model import Appraisal, State
from kpi.tables import Dated, Edit, Table, Value
from tests.corpus.odd import FILES, READ, TOLD, in_1900, in_1904, number, put_cell, text
from tests.corpus.parts import Parts
from tests.judges import ROOT

resource = pytest.importorskip("resource", reason="bounds the time and memory of a process, as Unix can")
SECONDS = 10  # of the process, on a slow machine too
MEMORY = 1 << 30
Answer = subprocess.CompletedProcess[str]


def bounded() -> None:
    """In the child: no more time and memory than that."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def kpi(*arguments: str | Path) -> Answer:
    command = [sys.executable, "-m", "kpi", *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False, cwd=ROOT,
        preexec_fn=bounded, env=os.environ | {"COLUMNS": "400"},
    )  # fmt: skip
    assert done.returncode in (0, 1), done
    assert "Traceback" not in done.stdout + done.stderr
    assert "kpi-error" not in done.stderr, done.stderr
    return done


def totals(path: Path) -> dict[str, tuple[float, str]]:
    """What everybody gets, through the command line."""
    done = kpi("score", path, "-o", path.with_name("scored.xlsx"), "--json", "-")
    return {one["id"]: (one["total"], one["grade"]) for one in json.loads(done.stdout)["people"]}


@pytest.fixture(scope="session")
def right(_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[float, str]]:
    path = tmp_path_factory.mktemp("right") / "b.xlsx"
    path.write_bytes(_centre.read_bytes())
    return totals(path)


@pytest.fixture
def book(_centre: Path) -> Parts:
    return Parts.read(_centre.read_bytes())


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_good_workbook_is_told(_centre: Path, tmp_path: Path, kind: str) -> None:
    make, code = FILES[kind]
    path = tmp_path / "八月.xlsx"
    path.write_bytes(make(_centre.read_bytes()))
    done = kpi("check", path)
    assert done.returncode == 1
    assert f"[{code}]" in done.stdout


def test_a_damaged_sheet_is_told_once_and_not_called_missing(_centre: Path, book: Parts, tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(FILES["a hole in the middle"][0](_centre.read_bytes()))
    assert kpi("check", path).stdout.count("[KPI") == 1
    TOLD["entity_bomb"][0](book)
    before = book.write(path).read_bytes()
    assert kpi("score", path).stdout.count("[KPI") == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", TOLD)
def test_what_cannot_be_scored_is_told(book: Parts, tmp_path: Path, kind: str) -> None:
    make, code = TOLD[kind]
    make(book)
    done = kpi("check", book.write(tmp_path / "b.xlsx"))
    assert done.returncode == 1
    assert f"[{code}]" in done.stdout


@pytest.mark.parametrize("kind", READ)
def test_what_is_only_odd_is_read_right(book: Parts, tmp_path: Path, kind: str, right: dict[str, object]) -> None:
    READ[kind](book)
    path = book.write(tmp_path / "b.xlsx")
    assert kpi("check", path).returncode == 0
    assert totals(path) == right


def test_dates_count_from_where_the_workbook_says(book: Parts, _centre: Path, tmp_path: Path) -> None:
    other = Parts.read(_centre.read_bytes())
    in_1900(book)
    in_1904(other)
    said = [kpi("check", one.write(tmp_path / "b.xlsx")).stdout for one in (book, other)]
    assert said[0] == said[1]
    assert "[KPI411]" in said[0]
    assert "20" in said[0]  # days from the 12th to the 31st


@pytest.mark.parametrize("shape", ["{}", "{}%", "{} %", "1,{}"])
@pytest.mark.parametrize("full_width", [False, True])
def test_a_number_that_is_text_counts_as_the_number(
    book: Parts, _centre: Path, tmp_path: Path, shape: str, full_width: bool
) -> None:
    """In SALES-3, which is a rate, and in SALES-6, which is a count."""
    rate = "%" in shape
    words = shape.format("097" if shape.startswith("1") else "97")
    words = words.translate({ord(a): ord(a) + 0xFEE0 for a in "0123456789%,"}) if full_width else words
    plain = Parts.read(_centre.read_bytes())
    for one, content in ((book, text(f" {words}\u00a0")), (plain, number(0.97 if rate else 1097 if "," in words or "，" in words else 97))):
        put_cell(one, "销售专员", "G5" if rate else "M5", content)
        if rate:
            put_cell(one, "销售专员", "H5", "/>")
    assert totals(book.write(tmp_path / "a.xlsx")) == totals(plain.write(tmp_path / "b.xlsx"))


def test_ids_that_look_alike_stay_apart(book: Parts, tmp_path: Path, right: dict[str, tuple[float, str]]) -> None:
    for title, rows in (("人员", (20, 21)), ("销售专员", (5, 6))):
        put_cell(book, title, f"A{rows[0]}", text("00123"))
        put_cell(book, title, f"A{rows[1]}", number(123))
    found = totals(book.write(tmp_path / "b.xlsx"))
    assert (found["00123"], found["123"]) == (right["SS00000"], right["SS00001"])


def test_a_name_that_looks_like_a_formula_stays_text_everywhere(book: Parts, tmp_path: Path) -> None:
    names = ["=HYPERLINK(&quot;http://x&quot;,&quot;a&quot;)", "+1+1", "@SUM(1)", "-2+3|cmd"]
    for at, name in enumerate(names):
        put_cell(book, "人员", f"B{5 + at}", text(name))
    path = book.write(tmp_path / "b.xlsx")
    assert kpi("score", path).returncode == 0
    new = Parts.read(path.read_bytes())
    found = 0
    for part in new.sheets().values():
        formulas = "".join(re.findall(r"<f(?:\s[^>]*[^/])?>([^<]*)</f>", new.text(part)))
        for name in names:
            plain = name.replace("&quot;", '"')
            assert name not in formulas
            assert plain not in formulas
            found += new.text(part).count(plain) + new.text(part).count(name)
    assert found >= 3 * len(names)  # on 人员, 反馈 and as a value elsewhere


# Anything typed, anything damaged ---------------------------------------------------

USABLE = {State.ENTERED, State.NOT_APPLICABLE}
COUNT, FIRST, SECOND = "SALES-6", "SALES-3a", "SALES-3b"  # a count; the two cells of a rate
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FREE_TEXT = st.from_regex(r"[a-zA-Z约共]{2,6} ?[0-9０-９]{1,3}|[0-9]{1,3} ?[a-df-z]{3,6}|[0-9]{1,2}[个件]半?左右", fullmatch=True)
TYPED: st.SearchStrategy[Value] = (
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.floats(-10, 400).map(lambda number: round(number, 2))
    | st.floats(0, 60_000).map(Dated)
    | ANY_TEXT
    | FREE_TEXT
    | st.sampled_from(["不适用", "N/A", "=1+1", "98%", "９８", "1:3", "2小时", "#N/A", "NaN", "inf", "1e5", "-", "٣", "½"])
)


class Desk:
    """The good workbook, read once; hypothesis prints it in few words."""

    def __init__(self, path: Path) -> None:
        found = package.read(path)
        assert not isinstance(found, list)
        self.book = found
        self.tables, problems = found.tables(shells=SHELLS)
        assert problems == []
        self.table = self.tables["Entry_SS"]
        self.row = [line[0] for line in self.table.rows].index("SS00000")
        self.totals = totals_of(judged(self.tables))

    def column(self, key: str) -> int:
        return next(at for at, header in enumerate(self.table.headers) if header.startswith(f"{key} "))

    def typed(self, cells: Mapping[str, Value]) -> Outcome:
        """The outcome when SS00000 has these entries."""
        rows = list(self.table.rows)
        line = list(rows[self.row])
        for key, value in cells.items():
            line[self.column(key)] = value
        rows[self.row] = tuple(line)
        return judged(self.tables | {"Entry_SS": replace(self.table, rows=rows)})

    def saved(self, cells: Mapping[str, Value]) -> Outcome:
        """The same by way of a file."""
        edits = [Edit("Entry_SS", self.row, self.table.headers[self.column(key)], cells[key]) for key in cells]
        changed = package.change(self.book, [], edits)
        assert not isinstance(changed, list), changed
        again = package.read_bytes(changed.data(), "b.xlsx")
        assert not isinstance(again, list), again
        return judged(again.tables(shells=SHELLS)[0])


def judged(tables: Mapping[str, Table]) -> Outcome:
    outcome = score(tables, "b.xlsx", None)
    assert not isinstance(outcome, list), outcome
    return outcome


def totals_of(outcome: Outcome) -> dict[str, Decimal | None]:
    return {one.appraisal.person.id: one.appraisal.total for one in outcome.judged}


@pytest.fixture(scope="session")
def desk(_centre: Path) -> Desk:
    return Desk(_centre)


@given(count=TYPED, first=TYPED, second=TYPED)
@settings(max_examples=500)
def test_whatever_is_typed_gives_a_right_total_or_none(desk: Desk, count: Value, first: Value, second: Value) -> None:
    outcome = desk.typed({COUNT: count, FIRST: first, SECOND: second})
    totals = totals_of(outcome)
    total = totals.pop("SS00000")
    assert totals.items() <= desk.totals.items()
    results = {result.rule.code: result for result in person(outcome).results}
    if total is None:
        assert any(result.state not in USABLE for result in results.values())
        assert any(problem.facts.get("kpi") in {"SALES-3", COUNT} for problem in outcome.problems)
    else:
        assert all(result.state in USABLE for result in results.values())
        points = sum(result.effective * result.score for result in results.values() if result.score is not None)
        assert abs(points - total) <= Decimal("0.005")
    entered = results[COUNT].state is State.ENTERED
    if isinstance(count, float) and entered:
        assert results[COUNT].actual == Decimal(format(count, ".15g"))
    if not isinstance(count, float) and not (isinstance(count, str) and has_digit(count)):
        assert not entered


def person(outcome: Outcome) -> Appraisal:
    return next(one.appraisal for one in outcome.judged if one.appraisal.person.id == "SS00000")


UNDATED = TYPED.filter(lambda value: not isinstance(value, Dated))  # Excel gives a date a format of its own


@given(count=UNDATED, first=UNDATED, second=UNDATED)
@settings(max_examples=15, phases=[Phase.generate])  # half a second each: no shrinking
def test_what_is_typed_counts_the_same_from_a_file(desk: Desk, count: Value, first: Value, second: Value) -> None:
    cells = {COUNT: count, FIRST: first, SECOND: second}
    assert person(desk.saved(cells)) == person(desk.typed(cells))


def has_digit(text: str) -> bool:
    return any(unicodedata.category(char) in {"Nd", "No", "Nl"} for char in text)


@given(words=FREE_TEXT)
@settings(max_examples=200)
def test_free_text_is_never_a_number(desk: Desk, words: str) -> None:
    outcome = desk.typed({COUNT: words})
    assert person(outcome).total is None
    assert [problem.facts["kpi"] for problem in outcome.problems if not problem.note] == [COUNT]


@given(st.data())
@settings(max_examples=400)
def test_a_damaged_file_gives_problems_or_what_it_held(
    _centre: Path, desk: Desk, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    good = _centre.read_bytes()
    broken = bytearray(good)
    for _ in range(data.draw(st.integers(0, 3))):
        broken[data.draw(st.integers(0, len(broken) - 1))] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.just(len(broken)) | st.integers(0, len(broken)))
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(broken[:cut])
    result = check_file(path)
    if any(not problem.note for problem in result.problems):
        return
    assert result.outcome is not None
    assert totals_of(result.outcome) == desk.totals
