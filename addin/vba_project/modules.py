"""A VBA module as text, and what Excel would choke on before it compiles anything."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")  # 31 characters are possible
LONGEST_LINE = 1023  # characters; the editor of VBA cuts the rest
WORKBOOK = "{00020819-0000-0000-C000-000000000046}"  # class ids of the host, [MS-OVBA] 2.3.4.2
WORKSHEET = "{00020820-0000-0000-C000-000000000046}"
CHART_SHEET = "{00020821-0000-0000-C000-000000000046}"


class Kind(Enum):
    """What a module belongs to."""

    STANDARD = "Module"  # as the stream PROJECT calls it
    DOCUMENT = "Document"


@dataclass(frozen=True)
class Module:
    """One module: its name and its text with CRLF, attributes included."""

    name: str
    text: str
    kind: Kind = Kind.STANDARD

    def __post_init__(self) -> None:
        """The editor works in the code page of a machine; only ASCII is the same on all of them."""
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name for a VBA module")
        if not self.text.isascii():
            raise ValueError(f"VBA module {self.name} is not plain ASCII")
        if not self.text.startswith(f'Attribute VB_Name = "{self.name}"\r\n'):
            raise ValueError(f"VBA module {self.name} does not begin with its name")
        if "\r" in self.text.replace("\r\n", "") or "\n" in self.text.replace("\r\n", ""):
            raise ValueError(f"VBA module {self.name} has line ends other than CRLF")
        if any(len(line) > LONGEST_LINE for line in self.text.split("\r\n")):
            raise ValueError(f"VBA module {self.name} has a line of more than {LONGEST_LINE} characters")

    @cached_property
    def source(self) -> bytes:
        return self.text.encode("ascii")


def standard(text: str) -> Module:
    """A module from a .bas file, whatever its line ends; the file names it in its first line."""
    lines = text.splitlines()
    named = re.fullmatch(r'Attribute VB_Name = "(.*)"', lines[0]) if lines else None
    return Module(named[1] if named else "", "\r\n".join([*lines, ""]))


def document(name: str, class_id: str) -> Module:
    """The module of the workbook or of a sheet; there is no code in it."""
    attributes = {
        "VB_Name": f'"{name}"',
        "VB_Base": f'"0{class_id}"',
        "VB_GlobalNameSpace": "False",
        "VB_Creatable": "False",
        "VB_PredeclaredId": "True",
        "VB_Exposed": "True",
        "VB_TemplateDerived": "False",
        "VB_Customizable": "True",
    }
    text = "".join(f"Attribute {key} = {value}\r\n" for key, value in attributes.items())
    return Module(name, text, Kind.DOCUMENT)
