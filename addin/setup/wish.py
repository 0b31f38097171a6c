"""What the user asks of an installation, and what that comes to on a PC where one may be already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from addin.setup import places
from addin.setup.book_templates import book_templates
from addin.setup.manifest import Manifest
from addin.setup.pc import Pc
from addin.setup.service import CLASS_ID
from kpi.model import Language


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the user asked for; None is as before."""

    language: Language
    service: bool | None = None
    templates: bool | None = None
    folder: str = ""  # to make ours in, instead of the usual one
    wheels: str = ""  # a folder of packages, instead of the internet


class Target(NamedTuple):
    """What an installation is to be."""

    root: str  # the folder of ours
    excel: str  # 16.0
    service: str  # a class id, or empty
    templates: bool
    folder: str  # of the templates
    books: Mapping[str, bytes]  # the templates by path


def target(pc: Pc, wish: Wish, old: Manifest | None) -> Target:
    """What the wish comes to."""
    office = places.excel(pc)
    release = office.version if office else places.LATEST
    folder = places.templates(pc, release)
    service = bool(old and old.service) if wish.service is None else wish.service
    offered = (old is None or old.templates) if wish.templates is None else wish.templates
    books = {rf"{folder}\{name}": content for name, content in book_templates().items()} if offered else {}
    return Target(_root(pc, wish, old), release, CLASS_ID if service else "", offered, folder, books)


def _root(pc: Pc, wish: Wish, old: Manifest | None) -> str:
    """The folder of ours; in a folder that is named, a new one, for its rights are changed."""
    if wish.folder:
        return rf"{wish.folder.rstrip(places.SLASH)}\{places.NAME}"
    return old.root if old else places.root(pc)
