"""What an installation has written, so that an upgrade and a removal know what is theirs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256

from addin.excel.installed import SERVER, Installation
from addin.setup.pc import Pc
from addin.setup.places import OURS

FILE, VALUE = "installed.json", "Manifest"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One installation; everything else on the PC is somebody else's."""

    version: str  # of this program
    package: str  # sha256 of the wheel that the environment was made from
    root: str  # the folder of ours
    environment: str  # the folder of its Python
    xlwings: str  # 0.37.8
    service: str = ""  # class id of the server that is started at logon
    excel: str  # 16.0
    files: Mapping[str, str] = field(default_factory=dict)  # sha256 by path
    templates: bool = True  # whether File > New is to offer some
    values: Mapping[str, str] = field(default_factory=dict)  # what was set in the registry, by key\name

    @property
    def interpreter(self) -> str:
        """The Python that Excel starts."""
        return rf"{self.environment}\Scripts\pythonw.exe"

    @property
    def installation(self) -> Installation:
        """What is stamped into kpi.xlam."""
        return Installation(
            interpreter=self.interpreter, folder=self.environment, xlwings=self.xlwings, service=self.service
        )

    @property
    def logon_command(self) -> str:
        """What starts the server at logon."""
        return f'"{self.interpreter}" -I -B -m {SERVER} {self.service} stay'

    def as_bytes(self) -> bytes:
        """The manifest as it is kept."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()


KNOWN = {one.name for one in fields(Manifest)}  # a newer version may tell more


def digest(content: bytes) -> str:
    """The sha256 by which a file is known again."""
    return sha256(content).hexdigest()


def installed(pc: Pc) -> Manifest | None:
    """The manifest of this user's installation; None where there is none, or none that can be read."""
    path = pc.registry.read(OURS, VALUE)
    content = pc.files.read(path) if isinstance(path, str) else None
    found = read(content) if content is not None else None
    try:
        return found if found and found.installation else None
    except (ValueError, TypeError):
        return None


def read(content: bytes) -> Manifest | None:
    """A manifest as it was kept; None for one that cannot be read."""
    try:
        return Manifest(**{name: value for name, value in json.loads(content).items() if name in KNOWN})
    except (ValueError, TypeError, AttributeError):
        return None
