"""Every sheet on paper: whole, readable, on the page. Each kind of fault is planted once and must be seen."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from kpi import demo, new
from kpi.headless import score_file
from kpi.model import EDITIONS, LANGUAGES, Edition, Language, Person
from tests.benchmarks import workloads
from tests.desk import type_in
from tests.judges import missing
from tests.paper import faults
from tests.rebuild_templates import template_file

LONG_NAME = {"zh": "阿卜杜热合曼·买买提伊明·古丽巴哈尔·努尔买买提·艾力", "en": "Wolfeschlegelstein-Hausenberger"}
LONGER_THAN = 26
REMARK = {"zh": "与客户沟通积极，团队协作良好；下月重点跟进逾期款项，并每周汇报一次进展。", "en":
          "Works well with customers and colleagues; next month the overdue amounts come first, with a weekly report."}  # fmt: skip
STANDS_FOR = {"zh": ("Noto Sans CJK SC", "fonts-noto-cjk"), "en": ("Carlito", "fonts-crosextra-carlito")}


@pytest.fixture(autouse=True)
def _fonts() -> None:
    """Calibri and YaHei are not free; fonts as wide as they are must be there, or every page is another one."""
    if shutil.which("fc-list") is None:
        missing("fonts", "fontconfig is not installed")
    known = subprocess.run(["fc-list", ":", "family"], check=True, capture_output=True, text=True).stdout
    for family, package in STANDS_FOR.values():
        if family not in known:
            missing("fonts", f"the font {family} is not installed ({package})")


each = pytest.mark.parametrize(("edition", "language"), list(product(EDITIONS, LANGUAGES)))


@pytest.fixture
def folder(tmp_path: Path, edition: Edition, request: pytest.FixtureRequest) -> Path:
    """Where pages are made; by a Calc that knows our functions where the cells call them."""
    if edition == "python":
        shutil.copytree(request.getfixturevalue("_extended"), tmp_path / "profile")
    return tmp_path


def sample(folder: Path, edition: Edition, language: Language, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo centre in an edition, with a long name and long remarks, scored."""
    monkeypatch.setattr(demo, "make", partial(new.make, edition=edition))
    assert not isinstance(demo.write(folder, language), list)
    book = folder / demo.WORKBOOK
    name, comment = {"zh": ("姓名", "考核人评语"), "en": ("Name", "Reviewer's comment")}[language]
    assert len(LONG_NAME[language]) > LONGER_THAN
    type_in(book, ("People", "YS211", name, LONG_NAME[language]), ("Feedback", "YS211", comment, REMARK[language] * 4))
    assert score_file(book).written
    return book.rename(folder / f"demo-{edition}-{language}.xlsx")


@each
def test_an_empty_template_prints_whole(folder: Path, edition: Edition, language: Language) -> None:
    assert faults(template_file(edition, language), folder) == []


@each
def test_the_demo_centre_prints_whole_with_a_long_name_and_long_remarks(
    folder: Path, edition: Edition, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = sample(folder, edition, language, monkeypatch)
    calls = zipfile.ZipFile(book).read("xl/worksheets/sheet15.xml").count(b"KPI_SCORE(")
    assert (calls > 0) is (edition == "python")
    assert faults(book, folder, may_shrink=[LONG_NAME[language]]) == []


def test_a_calc_without_our_functions_is_seen(tmp_path: Path) -> None:
    assert new.make(tmp_path / "python.xlsx", language="en", period="2026-11", roles=["SS"], edition="python") == []
    assert {fault.text for fault in faults(tmp_path / "python.xlsx", tmp_path) if fault.kind == "error"} == {"#NAME?"}


def test_three_hundred_people_print_whole(tmp_path: Path) -> None:
    book = workloads.make(tmp_path / "300-people.xlsx", 30)
    assert score_file(book).written
    assert faults(book, tmp_path) == []


def test_every_page_is_kept_as_a_picture_where_a_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_ARTEFACTS", str(tmp_path / "pages"))
    assert new.make(tmp_path / "one.xlsx", language="en", period="2026-11", roles=["SS"]) == []
    assert faults(tmp_path / "one.xlsx", tmp_path) == []
    pictures = sorted((tmp_path / "pages" / "one").glob("page-*.png"))
    assert len(pictures) >= 12  # the guide has two pages, the rules have more
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)


# Planted faults ------------------------------------------------------------------------------


def edited(book: Path, sheet: str, edit: Callable[[str], str]) -> Path:
    """The workbook with one of its sheet parts changed."""
    target = book.with_name("planted.xlsx")
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w") as out:
        titles = re.findall(r'<sheet name="([^"]+)"', source.read("xl/workbook.xml").decode())
        part = f"xl/worksheets/sheet{titles.index(sheet) + 1}.xml"
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                changed = edit(content.decode())
                assert changed != content.decode()
                content = changed.encode()
            out.writestr(name, content)
    return target


def narrow(column: int) -> Callable[[str], str]:
    return lambda xml: re.sub(rf'(<col min="{column}" max="\d+" width=")[\d.]+', r"\g<1>3", xml)


def formula(text: str) -> Callable[[str], str]:
    """The first formula of the sheet is another one."""
    return lambda xml: re.sub(r"<f>.*?</f>", f"<f>{text}</f>", xml, count=1)


PLANTED = {
    "a number wider than its column": ("得分", narrow(9), "error", "###"),
    "an unknown function": ("汇总", formula("NOSUCH(1)"), "error", "#NAME?"),
    "a lost reference": ("汇总", formula("#REF!+1"), "error", "#REF!"),
    "a formula that refers to itself": ("汇总", formula("A5+1"), "error", "Err:522"),
    "columns on a second page": ("汇总", lambda xml: xml.replace(' fitToPage="1"', ""), "untitled", ""),
    "a text wider than its column": ("问题", lambda xml: re.sub(r'(<col min="5" [^>]*width=")[\d.]+', r"\g<1>4", xml), "cut", "KPI"),
    "a row too low for its text": ("反馈", lambda xml: re.sub(r'(<row r="5"[^>]* ht=")[\d.]+', r"\g<1>24", xml), "cut", ""),
    "print too small to read": ("人员", lambda xml: re.sub(r'(<col min="3" [^>]*width=")[\d.]+', r"\g<1>250", xml), "small", " pt"),
}  # fmt: skip


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One role, one person with nothing filled in: something on every sheet, and few pages."""
    book = tmp_path_factory.mktemp("clean") / "clean.xlsx"
    people = [Person(id="A1", name="王芳", role="SS", department="销售部")]
    assert new.make(book, language="zh", period="2026-11", roles=["SS"], people=people) == []
    type_in(book, ("Entry_SS", 0, "SALES-1a", 90.0), ("Entry_SS", 0, "SALES-1b", 100.0), ("Feedback", 0, "考核人评语", REMARK["zh"] * 3))
    assert score_file(book).written
    return book


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_seen(clean: Path, tmp_path: Path, name: str) -> None:
    sheet, edit, kind, text = PLANTED[name]
    found = faults(edited(clean, sheet, edit), tmp_path)
    assert any(fault.kind == kind and text in fault.text for fault in found), found


def test_a_font_without_chinese_is_seen(clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    latin = subprocess.run(
        ["fc-list", ":lang=en", "file"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    folder = next((Path(line.rstrip(": ")).parent for line in latin if "cjk" not in line.lower()), None)
    if folder is None:
        missing("fonts", "no font without Chinese is installed")
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    kinds = {fault.kind for fault in faults(clean, tmp_path)}
    assert "boxes" in kinds
