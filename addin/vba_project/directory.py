"""The stream `dir`: what the project is called, refers to and consists of, [MS-OVBA] 2.3.4.2.

A run of records: identifier, size, content. Texts stand there twice, in the code page of the
project and as UTF-16; ours are ASCII, so that both say the same.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from addin.vba_project.modules import Kind, Module

CODE_PAGE = 1252
ENGLISH = 0x0409
WIN32 = 1  # the system kind; Excel of any width reads it
ANY_COOKIE = 0xFFFF  # the specification asks writers for it
FROM_THE_START = 0  # where the source begins in a module's stream: no compiled code stands before it
MODULE_KIND = {Kind.STANDARD: 0x21, Kind.DOCUMENT: 0x22}


class Reference(NamedTuple):
    """A type library that the source needs; Excel finds it by the class id, wherever it lies."""

    name: str
    library: str  # *\G{id}#major.minor#locale#path#description


AUTOMATION = Reference(
    "stdole",
    r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
)
OFFICE = Reference(  # for IRibbonControl; 2.0 is satisfied by every version of Office
    "Office",
    r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
    r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
)


def directory(name: str, modules: Sequence[Module]) -> bytes:
    """The stream before its compression."""
    return b"".join((*_project(name), *_references(), *_modules(modules), _record(0x10)))


def _project(name: str) -> Iterator[bytes]:
    yield _long(0x01, WIN32)
    yield _long(0x02, ENGLISH)
    yield _long(0x14, ENGLISH)
    yield _short(0x03, CODE_PAGE)
    yield _record(0x04, name.encode("ascii"))
    yield _twice(0x05, 0x40, "")  # description
    yield _twice(0x06, 0x3D, "")  # help file, twice in the code page
    yield _long(0x07, 0)  # help context
    yield _long(0x08, 0)  # library flags
    yield struct.pack("<HLLH", 0x09, 4, 1, 0)  # version 1.0; its size is 4 by definition, though 6 bytes follow
    yield _twice(0x0C, 0x3C, "")  # conditional constants


def _references() -> Iterator[bytes]:
    for reference in (AUTOMATION, OFFICE):
        yield _twice(0x16, 0x3E, reference.name)
        library = reference.library.encode("ascii")
        yield _record(0x0D, struct.pack("<L", len(library)) + library + bytes(6))


def _modules(modules: Sequence[Module]) -> Iterator[bytes]:
    yield _short(0x0F, len(modules))
    yield _short(0x13, ANY_COOKIE)
    for module in modules:
        yield _record(0x19, module.name.encode("ascii"))
        yield _record(0x47, module.name.encode("utf-16-le"))
        yield _twice(0x1A, 0x32, module.name)  # its stream
        yield _twice(0x1C, 0x48, "")  # description
        yield _long(0x31, FROM_THE_START)
        yield _long(0x1E, 0)  # help context
        yield _short(0x2C, ANY_COOKIE)
        yield _record(MODULE_KIND[module.kind])
        yield _record(0x2B)


def _record(identifier: int, content: bytes = b"") -> bytes:
    return struct.pack("<HL", identifier, len(content)) + content


def _long(identifier: int, number: int) -> bytes:
    return _record(identifier, struct.pack("<L", number))


def _short(identifier: int, number: int) -> bytes:
    return _record(identifier, struct.pack("<H", number))


def _twice(identifier: int, again: int, text: str) -> bytes:
    return _record(identifier, text.encode("ascii")) + _record(again, text.encode("utf-16-le"))
