"""kpi.oxt itself: all parts in one archive, sorted and without a clock."""

import zipfile
from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from addin.names import FILE
from addin.oxt import calc_addins, idl, manifest, menus
from addin.oxt.core import COMPONENTS, core, renamed

NO_CLOCK = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def projections() -> Mapping[str, str]:
    """The texts that are written from declarations; addin/libreoffice keeps a copy of each for review."""
    return {
        idl.NAME: idl.idl(),
        calc_addins.NAME: calc_addins.calc_addins(),
        menus.ADDONS: menus.addons(),
        menus.HANDLERS: menus.handlers(),
    }


def parts() -> Mapping[str, bytes]:
    """Everything in the package, by name."""
    folder = files("addin") / "libreoffice"
    sources = {name: renamed((folder / name).read_text(encoding="utf-8")) for name in COMPONENTS}
    texts = {**projections(), **sources, manifest.DESCRIPTION: manifest.description()}
    texts[manifest.MANIFEST] = manifest.manifest(list(texts))
    return {**{name: text.encode() for name, text in texts.items()}, **core()}


def packed() -> bytes:
    """The extension, byte for byte the same every time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted(parts().items()):
            entry = zipfile.ZipInfo(name, NO_CLOCK)
            entry.external_attr = READABLE
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, content, zipfile.ZIP_STORED)  # no two zlibs deflate alike
    return out.getvalue()


def build(folder: Path) -> Path:
    """Writes the extension into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(packed())
    return folder / FILE
