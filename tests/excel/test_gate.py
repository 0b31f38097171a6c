"""The gate lets through what we ship, and finds what is wrong in files that were broken on purpose.

What it cannot find: whether Excel does at run time what VBA text says (that is for LibreOffice as far as it goes,
and for the self-test in a real Excel), a wrong `imageMso` (only the picture would be missing), a wrong member of an
object whose type is not declared, or below an `On Error` (`given.Vallue2`, `Application.Rum`: the analyser of VBA says
nothing about what only fails at run time). The runs in LibreOffice find those, see test_vba_in_calc.py.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pyopenvba
import pytest

from addin.excel.book import Kind
from addin.excel.build import with_macros
from addin.vba_project.compression import compress
from tests.excel import olevba, samples
from tests.excel.gate import findings
from tests.excel.reading import decompressed
from tests.excel.samples import addin, book, parts_of, with_new_stream, with_part, with_source, with_stream, zipped
from tests.judges import ROOT, sdk_errors

TEMPLATES = sorted((ROOT / "workbook_templates").glob("*.xlsx"))
WITH_MACROS = sorted((ROOT / "workbook_templates").glob("*.xlsm"))


def language_of(template: Path) -> str:
    return template.stem.rpartition("-")[2]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_our_templates_with_macros_pass(template: Path, tmp_path: Path) -> None:
    made = with_macros(template.read_bytes(), language_of(template))
    assert findings("book.xlsm", made) == []
    (tmp_path / "book.xlsm").write_bytes(made)
    assert sdk_errors(tmp_path / "book.xlsm") == []


@pytest.mark.parametrize("template", WITH_MACROS, ids=lambda path: path.stem)
def test_a_committed_workbook_with_macros_passes(template: Path) -> None:
    assert findings(template.name, template.read_bytes()) == []


def test_a_template_for_new_workbooks_passes(tmp_path: Path) -> None:
    made = with_macros(samples.plain(), "en", Kind.TEMPLATE)
    assert findings("book.xltm", made) == []
    (tmp_path / "book.xltm").write_bytes(made)
    assert sdk_errors(tmp_path / "book.xltm") == []


def test_the_addin_passes(tmp_path: Path) -> None:
    assert findings("kpi.xlam", addin()) == []
    (tmp_path / "kpi.xlam").write_bytes(addin())
    assert sdk_errors(tmp_path / "kpi.xlam") == []


def test_an_addin_that_finds_a_started_server_passes() -> None:
    from addin.excel.build import addin_book
    from addin.excel.installed import Installation

    service = Installation(
        interpreter=samples.MACHINE.interpreter,
        folder=samples.MACHINE.folder,
        xlwings=samples.MACHINE.xlwings,
        service="{6F9BD4AC-6E0D-4F0F-9D0A-5B5D9F1C2E47}",
    )
    assert findings("kpi.xlam", addin_book(service, "zh")) == []


@pytest.mark.parametrize(("name", "make"), [("book.xlsm", book), ("kpi.xlam", addin)])
def test_a_further_reader_of_vba_projects_has_no_complaint(name: str, make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(make())
    report = pyopenvba.check_file(tmp_path / name)
    assert (report.complete, report.issues) == (True, ())
    with pyopenvba.ExcelFile(tmp_path / name) as file:
        assert file.validate() == []
        assert set(file.module_names()) == {module.name for module in samples.project_of(make())}


def test_a_workbook_does_nothing_by_itself_and_names_no_file_and_no_address() -> None:
    """As a scanner for malware sees it: one word, Run, without which there is no way to the add-in."""
    found = olevba.alarms("book.xlsm", book())
    assert {kind for kind, _ in found} == {"Suspicious"}
    assert {word for _, word in found} - {"Hex Strings", "Base64 Strings"} == {"Run", "call", "open"}  # two in help texts
    assert "AutoExec" not in {kind for kind, _ in olevba.alarms("kpi.xlam", addin())}


# Seeded faults -----------------------------------------------------------------


def part(name: str, old: str, new: str, data: bytes | None = None) -> bytes:
    """A part with one piece of text replaced."""
    return with_part(data or book(), name, lambda content: content.replace(old.encode(), new.encode(), 1))


def functions(old: str, new: str) -> bytes:
    return with_source(book(), "KpiFunctions", old, new)


def dir_stream(old: bytes, new: bytes) -> bytes:
    return with_stream(book(), "VBA/dir", lambda stream: compress(decompressed(stream).replace(old, new, 1)))


def raw_module(change: bytes) -> bytes:
    return with_stream(book(), "VBA/KpiLink", lambda stream: compress(decompressed(stream) + change))


def cut() -> bytes:
    return with_part(book(), samples.PROJECT, lambda content: content[:-512])


def without(name: str) -> bytes:
    return zipped({key: content for key, content in parts_of(book()).items() if key != name})


BOOK, RIBBON, RIBBON_MODULE = "xl/workbook.xml", "customUI/customUI14.xml", "KpiRibbon"
FAULTS = {
    # VBA text
    "undeclared name": (lambda: functions("KpiArg(actual)", "KpiArg(actuel)"), "KpiFunctions.*undeclared"),
    "unknown procedure": (lambda: functions("KpiCall(", "KpiCal("), "KpiFunctions.*KpiCal'"),
    "too few arguments": (lambda: functions('KpiCall("KPI_SCORE", Array', "KpiCall(Array"), "KpiFunctions.*argument"),
    "too many arguments": (lambda: functions("KpiArg(kpi)", "KpiArg(kpi, 1)"), "KpiFunctions.*argument"),
    "wrong member": (
        lambda: with_source(addin(), "KpiInstalled", "Application.Hwnd", "Application.Hwmd"),
        "KpiInstalled.*member-not-found",
    ),
    "block not closed": (lambda: with_source(book(), "KpiCells", "    End If\r\n", ""), "KpiCells: .*clos"),
    "procedure twice": (
        lambda: functions("Public Function KPI_STATUS", "Public Function KPI_SCORE"),
        "KpiFunctions.*duplicate",
    ),
    "no Option Explicit": (lambda: functions("Option Explicit\r\n", ""), "no Option Explicit"),
    "Declare without PtrSafe": (
        lambda: with_source(addin(), "KpiInstalled", "Declare PtrSafe", "Declare"),
        "KpiInstalled.*ptrsafe",
    ),
    "ActiveWorkbook": (
        lambda: with_source(book(), "KpiLink", "ThisWorkbook.Name\r\n", "ActiveWorkbook.Name\r\n"),
        "depends on what is in front",
    ),
    "a path in a workbook": (
        lambda: with_source(book(), "KpiLink", '"kpi.xlam"', '"C:\\kpi.xlam"'),
        "KpiLink: a path",
    ),
    "code that runs unasked": (
        lambda: with_source(book(), "ThisWorkbook", "VB_Customizable = True\r\n", "VB_Customizable = True\r\nOption Explicit\r\nPrivate Sub Workbook_Open()\r\nEnd Sub\r\n"),
        "runs unasked",
    ),
    "not ASCII": (lambda: raw_module(b"' \xbc\xa8\r\n"), "not plain ASCII"),
    "LF alone": (lambda: raw_module(b"' x\n' y\r\n"), "CRLF"),
    "a line that is too long": (lambda: raw_module(b"' " + b"x" * 1100 + b"\r\n"), "too long"),
    # the VBA project
    "cut off": (cut, "VBA project: "),
    "compiled code claimed": (
        lambda: with_stream(book(), "VBA/_VBA_PROJECT", lambda _: bytes.fromhex("cc61b500000100")),
        "_VBA_PROJECT",
    ),
    "source offset": (
        lambda: dir_stream(bytes.fromhex("3100 04000000 00000000"), bytes.fromhex("3100 04000000 10000000")),
        "source does not begin",
    ),
    "code page": (
        lambda: dir_stream(bytes.fromhex("0300 02000000 e404"), bytes.fromhex("0300 02000000 a803")),
        "code page",
    ),
    "number of modules": (
        lambda: dir_stream(bytes.fromhex("0f00 02000000 0800"), bytes.fromhex("0f00 02000000 0900")),
        "number of modules",
    ),
    "no Office library": (lambda: dir_stream(b"{2DF8D04C", b"{2DF8D04D"), "no reference"),
    "a module renamed in dir alone": (
        lambda: dir_stream("KpiLink".encode("utf-16-le"), "KpiLimk".encode("utf-16-le")),
        "says two things",
    ),
    "a password": (
        lambda: with_stream(book(), "PROJECT", lambda text: re.sub(rb'DPB="....', b'DPB="0000', text)),
        "DPB locks",
    ),
    "PROJECT lists another module": (
        lambda: with_stream(book(), "PROJECT", lambda text: text.replace(b"Module=KpiLink", b"Module=KpiLook", 1)),
        "PROJECT lists other modules",
    ),
    "PROJECTwm": (
        lambda: with_stream(book(), "PROJECTwm", lambda names: names.replace(b"KpiLink", b"KpiLook", 1)),
        "PROJECTwm",
    ),
    "compiled code left in a stream": (lambda: with_new_stream(book(), "VBA/__SRP_0"), "stream VBA/__SRP_0"),
    "a sentence with a quotation mark": (lambda: part(BOOK, "KPI 加载项（", 'KPI ""加载项（'), "no text that VBA"),
    # code names
    "code name of a sheet": (
        lambda: part("xl/worksheets/sheet1.xml", 'codeName="Sheet1"', 'codeName="Sheet7"'),
        "code names: the workbook",
    ),
    "code name of the workbook": (lambda: part(BOOK, 'codeName="ThisWorkbook"', 'codeName="Workbook"'), "code names"),
    "a sheet's module of the wrong class": (
        lambda: with_source(book(), "Figures", "{00020820-", "{00020821-"),
        "Figures has another class",
    ),
    # package
    "not a workbook with macros": (
        lambda: part("[Content_Types].xml", "sheet.macroEnabled.main", "template.macroEnabled.main"),
        "does not fit its name",
    ),
    "no type for the VBA project": (
        lambda: part("[Content_Types].xml", 'PartName="/xl/vbaProject.bin"', 'PartName="/xl/vbaProjekt.bin"'),
        "content type",
    ),
    "no way to the VBA project": (
        lambda: part("xl/_rels/workbook.xml.rels", "2006/relationships/vbaProject", "2006/relationships/vbaProjekt"),
        "does not lead to the VBA project",
    ),
    "a target that is missing": (lambda: without("xl/styles.xml"), "which is not there"),
    "no VBA project": (lambda: without(samples.PROJECT), "no VBA project"),
    "ribbon without a way to it": (
        lambda: part("_rels/.rels", "2007/relationships/ui/ext", "2006/relationships/ui/ext"),
        "ribbon: the package leads",
    ),
    # ribbon
    "an id twice": (lambda: part(RIBBON, "KpiCheckButton", "KpiHelpButton"), "stands 2 times"),
    "a button without an id": (lambda: part(RIBBON, 'id="KpiCheckButton" ', ""), "without an id"),
    "a callback that is missing": (lambda: part(RIBBON, "KpiRibbon.KpiCheck", "KpiRibbon.KpiChek"), "no public procedure"),
    "a callback of another kind": (
        lambda: with_source(book(), RIBBON_MODULE, "KpiHelp(control As IRibbonControl)", "KpiHelp()"),
        "takes \\(\\)",
    ),
    "a private callback": (
        lambda: with_source(book(), RIBBON_MODULE, "Public Sub KpiHelp", "Private Sub KpiHelp"),
        "no public procedure",
    ),
    "label and getLabel": (
        lambda: part(RIBBON, 'label="帮助 Help"', 'label="帮助 Help" getLabel="KpiRibbon.KpiHelp"'),
        "label twice",
    ),
    "one language only": (lambda: part(RIBBON, 'label="帮助 Help"', 'label="Help"'), "both languages"),
    "no picture": (lambda: part(RIBBON, ' imageMso="Help"', ""), "no imageMso"),
    "the ribbon of 2007": (lambda: part(RIBBON, "2009/07/customui", "2006/01/customui"), "another namespace"),
    "ribbon not well formed": (lambda: part(RIBBON, "</group>", ""), "ribbon: mismatched"),
    # wizard
    "help of another function": (
        lambda: part(BOOK, 'x14:definedName name="KPI_SCORE"', 'x14:definedName name="KPI_SCOR"'),
        "wizard: help for",
    ),
    "help for too few arguments": (lambda: part(BOOK, 'argumentDescription index="0"', 'argumentDescription index="9"'), "arguments, and help"),
    "another group": (lambda: functions('" \\n20"', '" \\n21"'), "another group"),
    "help that is cut": (lambda: functions('VB_Description = "', 'VB_Description = "' + "x" * 250), "more than 255"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_seeded_fault_is_found(name: str) -> None:
    make, expected = FAULTS[name]
    data = make()
    ending = "kpi.xlam" if b"addin.macroEnabled" in parts_of(data)["[Content_Types].xml"] else "book.xlsm"
    found = findings(ending, data)
    assert any(re.search(expected, one) for one in found), found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('imageMso="Help"', 'imageMso="Help" immage="x"'),
        ("<button ", "<knopf "),
        ('size="large"', 'size="huge"'),
    ],
)
def test_the_open_xml_sdk_looks_into_the_ribbon(old: str, new: str, tmp_path: Path) -> None:
    (tmp_path / "book.xlsm").write_bytes(part(RIBBON, old, new))
    assert sdk_errors(tmp_path / "book.xlsm")


def test_the_open_xml_sdk_looks_at_what_is_added_to_the_workbook(tmp_path: Path) -> None:
    (tmp_path / "book.xlsm").write_bytes(part(BOOK, "functionGroups", "functionGroup_"))
    assert sdk_errors(tmp_path / "book.xlsm")
