"""The very program that runs, as a wheel, so that the environment has exactly the same, from wherever it came."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import addin
import kpi
from addin.excel.parts import write_parts

NAME = "kpi-scorecards"
KIND = "Wheel-Version: 1.0\nGenerator: kpi-scorecards\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
KEPT = ("METADATA", "entry_points.txt")


class Wheel(NamedTuple):
    """A file for pip."""

    name: str
    content: bytes


def own_wheel() -> Wheel:
    """The wheel of this program; the same program gives the same bytes."""
    known = distribution(NAME)
    stem = f"{NAME.replace('-', '_')}-{known.version}"
    parts = dict(part for package in (kpi, addin) for part in _parts(package))
    about = {name: (known.read_text(name) or "").encode() for name in KEPT} | {"WHEEL": KIND.encode()}
    parts |= {f"{stem}.dist-info/{name}": content for name, content in about.items()}
    record = f"{stem}.dist-info/RECORD"
    parts[record] = _record(parts, record).encode()
    return Wheel(f"{stem}-py3-none-any.whl", write_parts(parts))


def _parts(package: ModuleType) -> Iterator[tuple[str, bytes]]:
    folder = Path(str(package.__file__)).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder.parent).as_posix(), path.read_bytes()


def _record(parts: Mapping[str, bytes], record: str) -> str:
    """Each file with its digest and its length, as pip checks them."""
    lines = (f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in parts.items())
    return "".join([*lines, f"{record},,\n"])


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
