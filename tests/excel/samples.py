"""Files of ours to judge: a small workbook with macros, the add-in, and the same with one thing wrong."""

import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import xlsxwriter

from addin.excel.build import addin_book, with_macros
from addin.excel.installed import Installation
from addin.vba_project import Module, Project, build
from addin.vba_project.compound_file import compound_file
from addin.vba_project.modules import Kind
from tests.excel.reading import CompoundFile, decompressed, records

PROJECT = "xl/vbaProject.bin"
MACHINE = Installation(
    interpreter=r"C:\ProgramData\Kpi\Scripts\pythonw.exe", folder=r"C:\ProgramData\Kpi", xlwings="0.37.8"
)


def plain() -> bytes:
    """A workbook of two sheets, one of them with a code name of its own."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        workbook.add_worksheet("得分")
        workbook.add_worksheet("Data").set_vba_name("Figures")
        workbook.define_name("Rate", "=0.5")
    return stream.getvalue()


@cache
def book() -> bytes:
    return with_macros(plain(), "zh")


@cache
def addin() -> bytes:
    return addin_book(MACHINE, "en")


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one part changed; a change that changes nothing is a mistake in the test."""
    parts = parts_of(data)
    before = parts[name]
    parts[name] = change(before)
    assert parts[name] != before
    return zipped(parts)


def project_of(data: bytes) -> list[Module]:
    streams = CompoundFile(parts_of(data)[PROJECT]).streams
    listed = list(records(decompressed(streams["VBA/dir"])))
    names = [content.decode() for kind, content in listed if kind == 0x19]
    kinds = [Kind.DOCUMENT if kind == 0x22 else Kind.STANDARD for kind, _ in listed if kind in {0x21, 0x22}]
    return [Module(name, decompressed(streams[f"VBA/{name}"]).decode(), kind) for name, kind in zip(names, kinds, strict=True)]


def with_source(data: bytes, module: str, old: str, new: str) -> bytes:
    """The file with a piece of VBA text replaced, in a project that is otherwise well made."""

    def changed(one: Module) -> Module:
        if one.name != module:
            return one
        assert old in one.text, f"{module} has no {old!r}"
        return Module(one.name, one.text.replace(old, new, 1), one.kind)

    binary = build(Project("KpiBook", [changed(one) for one in project_of(data)]))
    return with_part(data, PROJECT, lambda _: binary)


def with_stream(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one stream of the VBA project changed."""
    streams = CompoundFile(parts_of(data)[PROJECT]).streams
    before = streams[name]
    streams[name] = change(before)
    assert streams[name] != before
    return with_part(data, PROJECT, lambda _: compound_file(streams))


def with_new_stream(data: bytes, name: str) -> bytes:
    """The file with a stream more in its VBA project."""
    streams = CompoundFile(parts_of(data)[PROJECT]).streams | {name: b"x"}
    return with_part(data, PROJECT, lambda _: compound_file(streams))
