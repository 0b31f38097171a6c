"""pythonpath/: the product as the extension carries it, under a package name that nobody else has.

The terms, the pure rules and the sheet in the abstract come along as they are, with the parts of
`addin` that run inside LibreOffice; only the names in their imports change. What those layers would
read from files, sentences and rules, comes as one JSON file each.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain

from addin.names import PACKAGE
from addin.oxt.xlwings_part import xlwings_part
from kpi.layers import LAYERS
from kpi.rule_files import packaged_folder, read_all
from kpi.words import sentences

PYTHONPATH = "pythonpath"
OURS = re.compile(r"^(\s*from )(kpi|addin)(?=[. ])", re.MULTILINE)
UNSAFE = re.compile(r"^\s*import (?:kpi|addin)\b", re.MULTILINE)  # binds a name that would have to change too
IN_OFFICE = (  # of addin, beside addin/libreoffice
    "__init__.py", "book_fills.py", "book_tables.py", "buttons.py", "cell_content.py", "error_numbers.py", "filling.py",
    "free_xlwings.py", "language_setting.py", "macros.py", "names.py", "paper.py", "quiet.py",
    "self_checks.py", "self_test.py", "start.py",
)  # fmt: skip
COMPONENTS = ("functions.py", "handler.py")  # of addin/libreoffice; at the top of the package, loaded by name
REPLACED = {"kpi/word_files.py": "packed_words.py"}  # by a file of addin/libreoffice


def core() -> Mapping[str, bytes]:
    """The files of pythonpath/, by name."""
    sources = dict(chain(_layers(), _addin()))
    for name, by in REPLACED.items():
        sources[name] = sources.pop(f"addin/libreoffice/{by}")
    placed = {f"{PACKAGE}/{name}": renamed(text).encode() for name, text in sources.items()}
    return {
        f"{PYTHONPATH}/{name}": content
        for name, content in {**placed, f"{PACKAGE}/__init__.py": b"", **_data(), **xlwings_part()}.items()
    }


def renamed(source: str) -> str:
    """A module that finds the others under the name of our package."""
    if UNSAFE.search(source):
        raise ValueError("write `from kpi import …`: the extension renames only these")
    return OURS.sub(rf"\1{PACKAGE}.\2", source)


def _layers() -> Iterator[tuple[str, str]]:
    """The first three layers, module by module."""
    for name, text in _python(files("kpi")):
        if name.partition("/")[0].removesuffix(".py") in frozenset().union(*LAYERS):
            yield f"kpi/{name}", text


def _addin() -> Iterator[tuple[str, str]]:
    """What of addin runs inside LibreOffice."""
    for name, text in _python(files("addin")):
        if name in IN_OFFICE or (name.startswith("libreoffice/") and name.rpartition("/")[2] not in COMPONENTS):
            yield f"addin/{name}", text


def _python(folder: Traversable, inside: str = "") -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _python(entry, f"{inside}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{inside}{entry.name}", entry.read_text(encoding="utf-8")


# Data --------------------------------------------------------------------------


def _data() -> Mapping[str, bytes]:
    found, problems = read_all(packaged_folder())
    if problems:
        raise ValueError(f"the installation is damaged: {problems}")
    rules = {file.name: file.raw for file in found}
    return {f"{PACKAGE}/words.json": _json(sentences()), f"{PACKAGE}/rules.json": _json(rules)}


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, default=_plain).encode() + b"\n"


def _plain(value: object) -> dict[str, str]:
    """What JSON has not: decimals, with all their digits, and dates."""
    if isinstance(value, Decimal | date):
        return {"decimal" if isinstance(value, Decimal) else "date": str(value)}
    raise ValueError(f"{value!r} has no place in a rule file")
