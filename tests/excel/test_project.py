"""The VBA project: what is written, read back by readers that are not ours."""

import os
import zipfile
from io import BytesIO
from pathlib import Path

import olefile
import pytest
import xlwings

from addin.vba_project import Kind, Module, Project, build
from addin.vba_project.modules import WORKBOOK, WORKSHEET, document, standard
from addin.vba_project.project import obfuscated
from tests.excel import olevba
from tests.excel.reading import CompoundFile, decompressed, records, revealed

CODE = 'Attribute VB_Name = "Twice"\nOption Explicit\n\nPublic Function Twice(x)\n    Twice = 2 * x\nEnd Function\n'
SHIPPED = Path(xlwings.__file__).parent  # workbooks that Excel and another writer made


def project(*extra: Module) -> Project:
    return Project("Kpi", (document("ThisWorkbook", WORKBOOK), document("Sheet1", WORKSHEET), *extra))


def binary() -> bytes:
    return build(project(standard(CODE)))


def stream_of(data: bytes, name: str) -> bytes:
    return CompoundFile(data).streams[name]


def shipped(name: str) -> bytes:
    return zipfile.ZipFile(SHIPPED / name).read("xl/vbaProject.bin")


def test_every_module_is_read_exactly_as_it_was_written() -> None:
    given = {module.name: module.text for module in project(standard(CODE)).modules}
    assert olevba.modules("vbaProject.bin", binary()) == given
    read = CompoundFile(binary())
    assert read.findings == []
    assert {name: decompressed(read.streams[f"VBA/{name}"]).decode() for name in given} == given


def test_a_text_with_other_line_ends_is_written_with_crlf() -> None:
    assert "\n" not in standard(CODE).text.replace("\r\n", "")
    assert standard(CODE) == standard(CODE.replace("\n", "\r\n"))


def test_no_compiled_code_is_written() -> None:
    assert stream_of(binary(), "VBA/_VBA_PROJECT") == bytes.fromhex("cc61ffff000000")
    assert not [name for name in CompoundFile(binary()).streams if "__SRP" in name]
    offsets = [content for kind, content in records(decompressed(stream_of(binary(), "VBA/dir"))) if kind == 0x31]
    assert offsets == [bytes(4)] * 3


def test_the_records_stand_in_the_order_that_another_writer_uses() -> None:
    """The add-in that xlwings ships is made without Excel too, and Excel opens it for every user of xlwings."""
    ours = [kind for kind, _ in records(decompressed(stream_of(binary(), "VBA/dir")))]
    with olefile.OleFileIO(BytesIO(shipped("quickstart_addin_ribbon.xlam"))) as file:
        theirs = [kind for kind, _ in records(decompressed(file.openstream("VBA/dir").read()))]
    form = [0x16, 0x3E, 0x2F]  # a reference to MSForms, which we need not
    assert ours[:15] == theirs[:15]
    start = theirs.index(0x0F)
    assert theirs[start - 3 : start + 1] == [0x16, 0x3E, 0x0D, 0x0F]
    assert ours[ours.index(0x0F) - 6 : ours.index(0x0F)] == [0x16, 0x3E, 0x0D] * 2
    assert form[0] in theirs
    one = theirs[start + 2 : start + 13]
    assert ours[ours.index(0x0F) + 2 :] == [*one, *one, *(0x21 if kind == 0x22 else kind for kind in one), 0x10]


def test_the_project_is_not_locked_and_has_no_password() -> None:
    text = stream_of(binary(), "PROJECT").decode("ascii")
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    key = sum(values["ID"].strip('"').encode()) & 0xFF
    expected = {"CMG": bytes(4), "DPB": bytes(1), "GC": b"\xff"}
    assert {name: revealed(values[name].strip('"')) for name in expected} == {
        name: (key, data) for name, data in expected.items()
    }


@pytest.mark.parametrize("name", ["quickstart.xlsm", "quickstart_standalone.xlsm", "quickstart_addin_ribbon.xlam"])
def test_the_reader_of_these_tests_understands_what_excel_wrote(name: str) -> None:
    with olefile.OleFileIO(BytesIO(shipped(name))) as file:
        text = file.openstream("PROJECT").read().decode("cp1252")
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    key = sum(values["ID"].strip('"').encode()) & 0xFF
    assert revealed(values["CMG"].strip('"')) == (key, bytes(4))
    assert revealed(values["DPB"].strip('"')) == (key, bytes(1))
    assert revealed(values["GC"].strip('"')) == (key, b"\xff")


@pytest.mark.parametrize("seed", range(256))
def test_any_seed_hides_the_same_data(seed: int) -> None:
    identity = project().identity
    key = sum(identity.encode()) & 0xFF
    assert revealed(obfuscated(b"\x01\x02\xff", identity, seed)) == (key, b"\x01\x02\xff")


def test_names_stand_in_the_code_page_and_as_utf_16() -> None:
    names = stream_of(binary(), "PROJECTwm")
    assert names.endswith(b"Twice\0T\0w\0i\0c\0e\0\0\0\0\0")
    assert names.startswith(b"ThisWorkbook\0T\0h\0i\0s\0")


def test_document_modules_are_declared_as_documents_and_code_as_modules() -> None:
    lines = stream_of(binary(), "PROJECT").decode("ascii").split("\r\n")
    assert lines[1:4] == ["Document=ThisWorkbook/&H00000000", "Document=Sheet1/&H00000000", "Module=Twice"]


def test_the_same_modules_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "urandom", lambda count: pytest.fail("nothing may be random"))
    assert binary() == build(project(standard(CODE)))


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("M", 'Attribute VB_Name = "M"\r\n\' 绩效\r\n', "ASCII"),
        ("M", 'Attribute VB_Name = "M"\n', "does not begin with its name"),
        ("M", 'Attribute VB_Name = "M"\r\nx\ny\r\n', "CRLF"),
        ("M", 'Attribute VB_Name = "M"\r\nx\ry\r\n', "CRLF"),
        ("M", 'Attribute VB_Name = "N"\r\n', "does not begin with its name"),
        ("M", 'Attribute VB_Name = "M"\r\n\'' + "x" * 1023 + "\r\n", "1023"),
        ("1M", 'Attribute VB_Name = "1M"\r\n', "no name"),
        ("M" * 32, f'Attribute VB_Name = "{"M" * 32}"\r\n', "no name"),
    ],
)
def test_what_the_editor_of_vba_would_garble_is_refused(name: str, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Module(name, text, Kind.STANDARD)


def test_two_modules_of_one_name_are_refused_in_any_case() -> None:
    with pytest.raises(ValueError, match="one name"):
        project(standard(CODE.replace("Twice", "SHEET1")))
