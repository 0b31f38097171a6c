"""Whatever a file holds: a Problem or the right value, in bounded time and memory."""

import io
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi import package
from kpi.headless import uncollected
from kpi.memory import Memory
from kpi.package import Book, bare, splice
from kpi.package import book as book_module
from kpi.tables import Edit
from kpi.words import sentences
from tests.handmade import PACKAGE, changed, codes, fill, opened, put, simple, table, zipped
from tests.peak import STATUS, peak
from tests.test_package_fill import SHEET, row, text

GOOD = simple(row(2, text("A2", "a"), '<c r="B2"><v>1</v></c>') + row(3, text("A3", "b")), last=3)
pytest.importorskip("resource", reason="measures the memory of a process, as Unix can")
SECONDS = 10  # of this process, on a slow machine too
KILOBYTES = 1 << 20  # 1 GiB


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Each file within its time, and within its memory beside what the tests before have left in this process.

    As in a scoring, cycles are not collected: what earlier tests left would be searched again and again.
    """
    before = resident()
    with uncollected():
        start = time.process_time()
        yield
        assert time.process_time() - start < SECONDS
    assert peak() - before < KILOBYTES


def resident() -> int:
    """Kilobytes in use now; where the system can, the peak is forgotten as well."""
    if not STATUS.exists():
        return peak()
    with suppress(OSError):  # not everybody may; then only what goes beyond the peak is seen
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak()


def told(data: bytes, name: str = "b.xlsx") -> tuple[str, dict[str, str]]:
    """The one problem of a file, on opening or on reading its tables."""
    book = package.read_bytes(data, name)
    problems = book.tables()[1] if isinstance(book, Book) else book
    assert len(problems) == 1
    return problems[0].code, dict(problems[0].facts)


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)


@pytest.mark.parametrize(
    ("data", "code", "found"),
    [
        (OLE + "Workbook".encode("utf-16-le"), "KPI103", None),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "KPI104", None),
        (OLE + "WordDocument".encode("utf-16-le"), "KPI105", "OLE"),
        ("id,姓名\n1,张三\n".encode(), "KPI105", "CSV / TXT"),
        ("id\t姓名".encode("utf-16"), "KPI105", "CSV / TXT"),
        (b"<html><table></table></html>", "KPI105", "HTML"),
        (b"<?xml version='1.0'?><Workbook/>", "KPI105", "XML"),
        (b"%PDF-1.7", "KPI105", "PDF"),
        (b"", "KPI105", "0 KB"),
        (b"\x00\x01\x02binary", "KPI105", "?"),
        (zipped({"word/document.xml": b"<x/>"}), "KPI105", "Word"),
        (zipped({"ppt/presentation.xml": b"<x/>"}), "KPI105", "PowerPoint"),
        (zipped({"content.xml": b"<x/>", "mimetype": b"x"}), "KPI105", "OpenDocument"),
        (zipped({"xl/workbook.bin": b"x"}), "KPI105", ".xlsb"),
        (zipped({"readme.txt": b"x"}), "KPI105", "ZIP"),
        (b"PK\3\4 and nothing more", "KPI106", None),
        (zipped(GOOD)[:-100], "KPI106", None),
    ],
)
def test_a_file_that_is_no_workbook_is_told_for_what_it_is(data: bytes, code: str, found: str | None) -> None:
    said, facts = told(data)
    assert said == code
    assert found is None or facts["found"] == found


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert codes(package.read(tmp_path / "none.xlsx")) == ["KPI101"]
    assert codes(package.read(tmp_path)) == ["KPI102"]


def test_a_file_beyond_any_workbook_is_told_and_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "b.xlsx", GOOD)
    monkeypatch.setattr(book_module, "MOST_OF_A_FILE", path.stat().st_size)
    assert isinstance(package.read(path), Book)
    monkeypatch.setattr(book_module, "MOST_OF_A_FILE", path.stat().st_size - 1)
    assert codes(package.read(path)) == ["KPI119"]
    if Path("/dev/zero").exists():
        assert codes(package.read(Path("/dev/zero"))) == ["KPI119"]


def test_a_strict_workbook_is_told() -> None:
    strict = GOOD["xl/workbook.xml"].replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    assert told(zipped(GOOD | {"xl/workbook.xml": strict}))[0] == "KPI107"
    relation = GOOD["_rels/.rels"].replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"
    )
    assert told(zipped(GOOD | {"xl/workbook.xml": strict, "_rels/.rels": relation}))[0] == "KPI107"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/styles.xml"])
def test_a_part_that_is_missing_is_told(part: str) -> None:
    made = {name: data for name, data in GOOD.items() if name != part}
    assert told(zipped(made)) == ("KPI111", {"part": part})


@pytest.mark.parametrize("part", GOOD)
def test_a_part_that_is_no_xml_is_told(part: str) -> None:
    for wrong in (b"", b"\x00" * 50, GOOD[part][: len(GOOD[part]) // 2], GOOD[part].replace(b"UTF-8", b"no-such")):
        book = package.read_bytes(zipped(GOOD | {part: wrong}), "b.xlsx")
        problems = book.tables()[1] if isinstance(book, Book) else book
        assert problems or part == "[Content_Types].xml"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/styles.xml", "_rels/.rels"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_never_followed(part: str, encoding: str) -> None:
    start, end = GOOD[part].decode().split("?>\n", 1)
    bomb = (start + "?>\n" + BOMB + end).replace("UTF-8", encoding.upper()).encode(encoding)
    assert told(zipped(GOOD | {part: bomb})) == ("KPI110", {"part": part})


def test_a_document_type_in_the_shared_strings_is_never_followed() -> None:
    made = simple(row(2, '<c r="A2" t="s"><v>0</v></c>'), strings="<si><t>&b;</t></si>")
    part = "xl/sharedStrings.xml"
    made[part] = made[part].replace(b"?>\n", b"?>" + BOMB.encode())
    assert told(zipped(made)) == ("KPI110", {"part": part})


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_a_part_that_swells_is_not_unpacked(part: str) -> None:
    swollen = GOOD[part].replace(b"?>\n", b"?>" + b" " * (300 << 20))
    code, facts = told(zipped(GOOD | {part: swollen}))
    assert (code, facts["part"]) == ("KPI108", part)


def test_a_part_that_is_longer_than_it_says_is_damage() -> None:
    data = zipped(GOOD)
    length = struct.pack("<L", len(GOOD[SHEET]))
    assert data.count(length) == 2
    assert told(data.replace(length, struct.pack("<L", 300)))[0] == "KPI106"


def test_a_wrong_checksum_is_damage() -> None:
    data = zipped(GOOD, zipfile.ZIP_STORED)
    assert told(data.replace(b"<v>1</v>", b"<v>7</v>"))[0] == "KPI106"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(zipped(GOOD))
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("XL/Worksheets\\Sheet1.xml".replace("\\", "/"), GOOD[SHEET])
    assert told(out.getvalue())[0] == "KPI109"


def test_parts_that_overlap_are_damage() -> None:
    data = zipped(GOOD)
    directory = data.index(b"PK\1\2")
    second = data.index(b"PK\1\2", directory + 4)
    offset = second + 42
    assert told(data[:offset] + struct.pack("<L", 0) + data[offset + 4 :])[0] == "KPI106"


def test_too_many_parts_are_refused() -> None:
    assert told(zipped(GOOD | {f"x{at}": b"" for at in range(20_001)}, zipfile.ZIP_STORED))[0] == "KPI108"


LOOKS = 's="1" customFormat="1" ht="15.75"'
BARE = {  # rows that hold nothing, as one writer or another puts them
    "closed": '<row r="{at}" {looks}/>',
    "open": '<row r="{at}" {looks}></row>',
    "on lines": '\n    <row r="{at}" {looks}/>',
    "not numbered": "<row {looks}/>",
    "with cells": '<row r="{at}" {looks}><c r="A{at}" s="1"/><c r="D{at}" s="2"/></row>',
}


@pytest.fixture(scope="module", params=BARE)
def million_rows(request: pytest.FixtureRequest) -> bytes:
    shape = BARE[request.param]
    rows = (shape.format(at=at, looks=f'{LOOKS} x="{at * 7919 % 99991}"') for at in range(2, 1_048_577))
    return zipped(simple("".join(rows), last=3))


def test_a_million_formatted_empty_rows_are_read(million_rows: bytes) -> None:
    assert table(million_rows).rows == [(None,) * 3] * 2


def test_a_million_formatted_empty_rows_are_filled(million_rows: bytes) -> None:
    new = changed(opened(million_rows), fill("T", ["A"], [("x",)] * 5)).new[SHEET]
    sheet = zlib.decompress(b"".join(new.pieces), wbits=-15)
    assert sheet.count(b"<row ") == 1_048_576
    assert re.findall(rb'<c r="(A[0-9]+)"[^>]*><is><t>x</t>', sheet) == [b"A2", b"A3", b"A4", b"A5", b"A6"]


def test_a_million_formatted_empty_rows_inside_a_table_are_filled() -> None:
    rows = (f'<row r="{at}" {LOOKS} x="{at * 7919 % 99991}"/>' for at in range(3, 1_048_577))
    made = simple(row(2, text("A2", "a"), '<c r="B2"/>') + "".join(rows), last=1_048_576)
    new = changed(opened(made), fill("T", ["A"], [("x",)] * 5, ["A"])).new[SHEET]
    sheet = zlib.decompress(b"".join(new.pieces), wbits=-15)
    assert sheet.count(b"<row ") == 6


def shown(new: package.Changed) -> bytes:
    """The sheet, empty rows written in one way."""
    return zipfile.ZipFile(io.BytesIO(new.data())).read(SHEET).replace(b"></row>", b"/>")


@given(st.data())
@settings(max_examples=100)
def test_rows_that_hold_nothing_are_the_same_together_as_one_by_one(data: st.DataObject) -> None:
    numbers = sorted(data.draw(st.sets(st.integers(2, 40), max_size=30)))
    if data.draw(st.booleans()):
        numbers = data.draw(st.permutations(numbers))
    shapes = st.sampled_from([*BARE.values(), *BARE.values(), '<row r="{at}"><c r="E{at}"><v>{at}</v></c></row>'])
    rows = "".join(data.draw(shapes).format(at=at, looks=f'{LOOKS} x="{at}"') for at in numbers)
    made = zipped(simple(rows, last=data.draw(st.integers(2, 12) | st.just(45))))
    key = data.draw(st.sampled_from([[], ["B"]]))
    count, spot = data.draw(st.integers(0, 20)), data.draw(st.integers(0, 20))
    found = []
    for many in (1, 1000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bare, "MANY", many)
            patch.setattr(splice, "OPENED", Memory(1, lambda _: False))
            patch.setattr(book_module, "READ", Memory(1, lambda _: False))
            book = opened(made)
            filled = package.change(book, [fill("T", ["A", "B"], [("x", at) for at in range(count)], key)])
            edited = package.change(book, [], [Edit("T", spot, "B", 7.0)])
            answers = [shown(one) if isinstance(one, package.Changed) else codes(one) for one in (filled, edited)]
            found.append((book.tables()[0], codes(book.tables()[1]), *answers))
    assert found[0] == found[1]


def test_a_table_over_the_whole_sheet_is_read() -> None:
    made = simple(row(2, text("A2", "a")) + row(1_048_576, text("C1048576", "z")), last=1_048_576)
    rows = table(made).rows
    assert (len(rows), rows[0], rows[-1]) == (1_048_575, ("a", None, None), (None, None, "z"))


def test_one_cell_in_the_last_corner_costs_nothing() -> None:
    made = simple(row(2, text("A2", "a")) + row(1_048_576, '<c r="XFD1048576" s="1"><v>1</v></c>'))
    assert table(made).rows == [("a", None, None)]
    changed(opened(made), fill("T", ["A"], [("x",)]))


MANY = 200_000
ENDLESS = {
    "cells": '<row r="2">' + '<c r="A2">' * MANY + "</row>",
    "cells with something": '<row r="2">' + '<c r="A2"><f/>' * MANY + "</row>",
    "formulas": '<row r="2"><c r="A2">' + "<f>" * MANY + "</c></row>",
    "values": '<row r="2"><c r="A2">' + "<v>1" * MANY + "</c></row>",
    "readings": '<row r="2"><c r="A2" t="inlineStr"><is>' + "<rPh>" * MANY + "</is></c></row>",
    "rows": '<row r="2">' * MANY,
    "numbers": '<row r="2"><c r="A2"><v>' + "1" * 5 * MANY + "</v></c></row>",
    "comments": "<!--" * MANY,
    "comments that end": "<!---->" * MANY,
    "blanks": " " * 5 * MANY,
    "tags": "<" * 5 * MANY,
    "attributes": "<row " + 'r="2" ' * MANY + "/>",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_elements_that_never_end_cost_no_time(kind: str) -> None:
    book = opened(simple(ENDLESS[kind]))
    assert isinstance(book.tables(), tuple)
    assert isinstance(package.change(book, [fill("T", ["A"], [("x",)] * 9)]), (list, package.Changed))


@pytest.mark.parametrize(
    "after",
    [
        "<conditionalFormatting>" * MANY,
        "<x14:dataValidation>" * MANY,
        "<hyperlink " * MANY,
        "<mergeCell " * MANY,
        "<!--" * MANY,
    ],
)
def test_what_follows_the_rows_costs_no_time(after: str) -> None:
    book = opened(simple(row(2, text("A2", "a")), after=after))
    assert isinstance(package.change(book, [fill("T", ["A"], [("x",)] * 9)]), (list, package.Changed))


@pytest.mark.parametrize("strings", ["<si>" * MANY, "<si><rPh>" * MANY + "</si>", "<si/>" * MANY, "<t>" * MANY])
def test_shared_strings_that_never_end_cost_no_time(strings: str) -> None:
    opened(simple(row(2, '<c r="A2" t="s"><v>0</v></c>'), strings=strings)).tables()


def test_names_that_refer_to_names_without_end_cost_no_time() -> None:
    names = "".join(f'<definedName name="n_{at}">n_{at + 1}+n_{at + 1}</definedName>' for at in range(3_000))
    made = simple(
        row(2, text("A2", "a"), '<c r="E2"><f>n_0</f><v>1</v></c>'),
        after_sheets=f"<definedNames>{names}</definedNames>",
    )
    data = changed(opened(made), fill("T", ["A"], [("x",)])).data()
    assert b'<c r="E2"><f>n_0</f></c>' in zipfile.ZipFile(io.BytesIO(data)).read(SHEET)


@pytest.mark.parametrize("place", ["XFE2", "ZZZ2", "A0", "A1048577"])
def test_a_cell_outside_the_sheet_is_damage(place: str) -> None:
    rows = row(2, f'<c r="{place}"><v>1</v></c><c><v>2</v></c>')
    assert codes(opened(simple(rows)).tables()[1]) == ["KPI106"]


@pytest.mark.parametrize("ref", ["", "A1", "C1:A0", "A1:XFE9", "A1:C1048577", "A:C", "A1:C2:C3", "x"])
def test_a_table_that_reaches_nowhere_is_damage(ref: str) -> None:
    made = GOOD | {
        "xl/tables/table1.xml": GOOD["xl/tables/table1.xml"].replace(b'ref="A1:C3"', f'ref="{ref}"'.encode())
    }
    assert told(zipped(made)) == ("KPI106", {"part": "xl/tables/table1.xml"})


def test_relations_that_leave_the_file_are_not_followed() -> None:
    made = dict(GOOD)
    made["xl/worksheets/_rels/sheet1.xml.rels"] = made["xl/worksheets/_rels/sheet1.xml.rels"].replace(
        b"../tables/table1.xml", b"../../../../etc/passwd"
    )
    assert told(zipped(made)) == ("KPI111", {"part": "etc/passwd"})
    assert PACKAGE


def test_a_row_that_never_ends_is_refused() -> None:
    cells = '<c r="A2"><v>1</v></c>' * ((70 << 20) // 22)
    code, facts = told(zipped(simple(f'<row r="2">{cells}</row>'), zipfile.ZIP_STORED))
    assert (code, facts["part"]) == ("KPI108", SHEET)


def _with_64_bit_sizes(data: bytes) -> bytes:
    """The same zip, the first directory record and the end as large files have them."""
    start = data.index(b"PK\1\2")
    end = data.rindex(b"PK\5\6")
    packed, length, name, extra = struct.unpack_from("<2L2H", data, start + 20)
    wide = struct.pack("<2H3Q", 1, 24, length, packed, 0)
    record = bytearray(data[start : start + 46 + name])
    struct.pack_into("<2L", record, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", record, 30, len(wide))
    struct.pack_into("<L", record, 42, 0xFFFFFFFF)
    directory = bytes(record) + wide + data[start + 46 + name + extra : end]
    count = struct.unpack_from("<H", data, end + 10)[0]
    far = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(directory), start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, start + len(directory), 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:start] + directory + far + locator + last


def test_a_zip_with_64_bit_sizes_is_read_and_written() -> None:
    data = _with_64_bit_sizes(zipped(GOOD))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
    assert table(data).rows == table(GOOD).rows
    after = changed(opened(data), fill("T", ["B"], [(5.0,), (6.0,)])).data()
    assert [line[1] for line in table(after).rows] == [5.0, 6.0]
    with zipfile.ZipFile(io.BytesIO(after)) as file:
        assert file.testzip() is None
        assert file.read("[Content_Types].xml") == GOOD["[Content_Types].xml"]


def test_text_that_is_no_utf8_is_damage() -> None:
    broken = GOOD | {SHEET: GOOD[SHEET].replace(b"<t>b</t>", b"<t>\xff\xfe</t>")}
    assert told(zipped(broken)) == ("KPI106", {"part": SHEET})
    beside = GOOD | {
        SHEET: GOOD[SHEET].replace(
            b"</c></row></sheetData>", b'</c><c r="E3" t="str"><v>\xff</v></c></row></sheetData>'
        )
    }
    assert codes(package.change(opened(beside), [fill("T", ["A"], [("b",)], ["A"])])) == ["KPI106"]


def test_ids_formulas_and_names_never_become_formulas() -> None:
    names = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0"]
    data = changed(opened(GOOD), fill("T", ["A"], [(name,) for name in names])).data()
    assert [line[0] for line in table(data).rows] == names
    assert b"<f" not in zipfile.ZipFile(io.BytesIO(data)).read(SHEET)


@given(st.data())
@settings(max_examples=300)
def test_a_file_with_flipped_or_missing_bytes_gives_problems_or_what_it_held(data: st.DataObject) -> None:
    good = zipped(GOOD)
    broken = bytearray(good)
    for _ in range(data.draw(st.integers(0, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(broken)) | st.just(len(broken)))
    _either(bytes(broken[:cut]))


@given(st.data())
@settings(max_examples=200)
def test_a_part_with_flipped_or_missing_bytes_raises_nothing(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(sorted(GOOD)))
    broken = bytearray(GOOD[part])
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    made = zipped(GOOD | {part: bytes(broken[: data.draw(st.integers(0, len(broken)) | st.just(len(broken)))])})
    book = package.read_bytes(made, "b.xlsx")
    if isinstance(book, Book):
        book.tables()
        answer = package.change(book, [fill("T", ["A"], [("x",)] * 3)])
        assert isinstance(answer, (list, package.Changed))


def _either(data: bytes) -> None:
    """Problems, or the very values."""
    book = package.read_bytes(data, "b.xlsx")
    if not isinstance(book, Book):
        assert book
        return
    tables, problems = book.tables()
    if not problems:
        assert [line.rows for line in tables.values()] in ([table(GOOD).rows], [])


def test_every_problem_has_a_sentence_that_its_facts_fill(tmp_path: Path) -> None:
    path = put(tmp_path / "b.xlsx", GOOD)
    assert isinstance(package.read(path), Book)
    import inspect

    from kpi.problems import Place, Problem
    from kpi.problems import package as problems
    from kpi.words import explain

    made = 0
    for make in vars(problems).values():
        if inspect.isfunction(make) and make.__module__ == problems.__name__:
            kinds = {"place": Place("b", "s", "A1"), "rows": 7}
            problem = make(*(kinds.get(name, "x") for name in inspect.signature(make).parameters))
            assert isinstance(problem, Problem)
            assert problem.code in sentences()
            assert all("{" not in explain(problem, language, {}) for language in ("zh", "en"))
            made += 1
    assert made > 20


def test_a_row_with_a_character_that_xml_cannot_hold_is_told() -> None:
    made = simple('<row r="2" ht="2\x020">' + text("A2", "a") + "</row>")
    filled = package.change(opened(made), [fill("T", ["A"], [("x",)] * 3)])
    assert isinstance(filled, list)
    assert [problem.code for problem in filled] == ["KPI106"]


@pytest.mark.parametrize("odd", ["\0", "\1"])
def test_a_style_with_a_character_that_xml_cannot_hold_moves_no_value(odd: str) -> None:
    made = simple(row(2, text("A2", "a"), f'<c r="B2" s="{odd}"><v>1</v></c>') + row(3, text("A3", "b")), last=3)
    assert table(made).rows == [("a", 1.0, None), ("b", None, None)]
