"""The project as a whole: the streams PROJECT and PROJECTwm, and all streams put together."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from addin.vba_project.compound_file import compound_file
from addin.vba_project.compression import compress
from addin.vba_project.directory import directory
from addin.vba_project.modules import Kind, Module

SOURCE_ONLY = bytes.fromhex("cc61ffff000000")  # the stream _VBA_PROJECT of a project without compiled code
NAMES = uuid.UUID("6f9bd4ac-6e0d-4f0f-9d0a-5b5d9f1c2e47")  # made up once; project ids are derived from it
EXTENDER = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
NOT_PROTECTED = bytes(4)
NO_PASSWORD = bytes(1)
VISIBLE = b"\xff"
VERSION = 2  # of the obfuscation


@dataclass(frozen=True)
class Project:
    """A VBA project: the document modules of the workbook and its sheets, and the modules with code."""

    name: str
    modules: Sequence[Module]

    def __post_init__(self) -> None:
        names = [module.name.lower() for module in self.modules]
        if len(set(names)) < len(names):
            raise ValueError(f"two modules of {self.name} have one name")

    @property
    def identity(self) -> str:
        """An id that follows from the name, for a random one would change the bytes."""
        return f"{{{uuid.uuid5(NAMES, self.name)}}}".upper()


def build(project: Project) -> bytes:
    """The content of vbaProject.bin."""
    streams = {
        "PROJECT": _project_stream(project),
        "PROJECTwm": _names(project.modules),
        "VBA/dir": compress(directory(project.name, project.modules)),
        "VBA/_VBA_PROJECT": SOURCE_ONLY,
    }
    return compound_file(streams | {f"VBA/{module.name}": compress(module.source) for module in project.modules})


def _project_stream(project: Project) -> bytes:
    """[MS-OVBA] 2.3.1, a text like an .ini file."""
    lines = [
        f'ID="{project.identity}"',
        *(_declared(module) for module in project.modules),
        f'Name="{project.name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{obfuscated(NOT_PROTECTED, project.identity)}"',
        f'DPB="{obfuscated(NO_PASSWORD, project.identity)}"',
        f'GC="{obfuscated(VISIBLE, project.identity)}"',
        "",
        "[Host Extender Info]",
        EXTENDER,
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in project.modules),
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def _declared(module: Module) -> str:
    library = "/&H00000000" if module.kind is Kind.DOCUMENT else ""
    return f"{module.kind.value}={module.name}{library}"


def _names(modules: Sequence[Module]) -> bytes:
    """[MS-OVBA] 2.3.3: every name in the code page, then as UTF-16."""
    pairs = (module.name.encode("ascii") + b"\0" + module.name.encode("utf-16-le") + b"\0\0" for module in modules)
    return b"".join(pairs) + b"\0\0"


# Obfuscation -------------------------------------------------------------------


def obfuscated(data: bytes, identity: str, seed: int = 0) -> str:
    """[MS-OVBA] 2.4.3.2, as hexadecimal digits; the seed may be any number from 0 to 255."""
    return bytes(_obfuscated(data, sum(identity.encode("ascii")) & 0xFF, seed)).hex().upper()


def _obfuscated(data: bytes, key: int, seed: int) -> Iterator[int]:
    yield seed
    before, last = seed ^ VERSION, seed ^ key
    yield from (before, last)
    plain = key
    padding = bytes((seed & 6) // 2)
    for byte in padding + len(data).to_bytes(4, "little") + data:
        before, last, plain = last, byte ^ ((before + plain) & 0xFF), byte
        yield last
