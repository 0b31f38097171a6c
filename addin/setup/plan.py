"""What installing writes on a PC, worked out before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from addin.excel.build import addin_book
from addin.setup import manifest, places
from addin.setup.book_templates import book_templates
from addin.setup.environment import KNOWN, Environment, answer, libraries
from addin.setup.manifest import Manifest, digest
from addin.setup.pc import Pc
from addin.setup.refusals import refusals
from addin.setup.service import CLASS_ID, servers
from addin.setup.steps import DeleteFile, PrivateFolder, SetValue, StartServer, Step, WriteFile
from addin.setup.wheel import Wheel, own_wheel
from kpi import __version__
from kpi.model import Language
from kpi.problems import Problem
from kpi.problems import setup as problem

PREFIX = "python-"  # of the folder of an environment; an upgrade makes a new one beside the old


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the user asked for."""

    language: Language
    service: bool | None = None  # None: as before
    folder: str = ""  # to make ours in, instead of the usual one
    wheels: str = ""  # a folder of packages, instead of the internet


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The steps of an installation, and what is worth knowing of it."""

    steps: Sequence[Step]
    manifest: Manifest
    notes: Sequence[Problem] = ()


def plan(pc: Pc, wish: Wish) -> Plan | list[Problem]:
    """What is to be done; all reasons not to, where there are any."""
    old = manifest.installed(pc)
    office = places.excel(pc)
    release = office.version if office else places.LATEST
    root = _root(pc, wish, old)
    service = CLASS_ID if (bool(old and old.service) if wish.service is None else wish.service) else ""
    folder = places.templates(pc, release)
    books = {rf"{folder}\{name}": content for name, content in book_templates().items()}
    against = list(refusals(pc, root, books, old))
    if against:
        return against
    kept = {path for path in books if _changed_by_user(pc, old, path)}
    wheel = own_wheel()
    sound = old is not None and old.root == root and _sound(pc, old, wheel)
    environment = old.environment if old and sound else rf"{root}\{_free(pc, root)}"
    new = Manifest(
        version=__version__,
        package=digest(wheel.content),
        root=root,
        environment=environment,
        xlwings=version("xlwings"),
        service=service,
        excel=release,
        values=_values(pc, old, release, folder),
    )
    files = {rf"{places.startup(pc)}\{places.ADDIN}": addin_book(new.installation, wish.language)} | books
    known = {path: old.files[path] if old and path in kept else digest(content) for path, content in files.items()}
    new = replace(new, files=known)
    written = {path: content for path, content in files.items() if path not in kept}
    steps = [
        *(() if sound else _environment(pc, wish, new, wheel)),
        *_files(pc, old, new, written),
        *_registry(pc, old, new),
    ]
    return Plan(steps=steps, manifest=new, notes=[problem.left_as_changed(path) for path in sorted(kept)])


def _root(pc: Pc, wish: Wish, old: Manifest | None) -> str:
    """The folder of ours; in a folder that is named, a new one, for its rights are changed."""
    if wish.folder:
        return rf"{wish.folder.rstrip(places.SLASH)}\{places.NAME}"
    return old.root if old else places.root(pc)


def _changed_by_user(pc: Pc, old: Manifest | None, path: str) -> bool:
    content = pc.files.read(path)
    return old is not None and content is not None and digest(content) != old.files.get(path)


def _sound(pc: Pc, old: Manifest, wheel: Wheel) -> bool:
    """True for an environment that has this very program and answers."""
    there = all(map(pc.files.exists, (old.interpreter, *libraries(old.environment, old.xlwings))))
    return there and old.package == digest(wheel.content) and answer(pc, old.environment) == KNOWN


def _free(pc: Pc, root: str) -> str:
    taken = set(pc.files.names(root))
    return next(name for n in range(1, len(taken) + 2) if (name := f"{PREFIX}{n}") not in taken)


def _values(pc: Pc, old: Manifest | None, release: str, folder: str) -> Mapping[str, str]:
    """What File > New needs to show the templates; where the user has chosen a folder, nothing."""
    value = rf"{places.options(release)}\PersonalTemplates"
    chosen = pc.registry.read(places.options(release), "PersonalTemplates")
    ours = old is not None and old.values.get(value) == chosen
    return {value: folder} if ours or not places.chosen_templates(pc, release) else {}


def _environment(pc: Pc, wish: Wish, new: Manifest, wheel: Wheel) -> Iterator[Step]:
    if places.shared(pc, new.root):
        yield PrivateFolder(path=new.root)
    yield Environment(
        folder=new.environment,
        xlwings=new.xlwings,
        wheel=wheel.name,
        content=wheel.content,
        wheels=wish.wheels,
    )


def _files(pc: Pc, old: Manifest | None, new: Manifest, written: Mapping[str, bytes]) -> Iterator[Step]:
    """The files that are not there yet as they should be; those of an older version that have moved go."""
    for path, content in written.items():
        if pc.files.read(path) != content:
            yield WriteFile(path=path, content=content)
    for path, known in old.files.items() if old else ():
        there = pc.files.read(path)
        if path not in new.files and there is not None and digest(there) == known:
            yield DeleteFile(path=path)


def _registry(pc: Pc, old: Manifest | None, new: Manifest) -> Iterator[Step]:
    """What Windows and Excel have to know, and last of all what was installed: until then nothing counts."""
    for place, value in new.values.items():
        key, _, name = place.rpartition("\\")
        if pc.registry.read(key, name) != value:
            yield SetValue(key=key, name=name, value=value)
    command = new.logon_command if new.service else ""
    if (pc.registry.read(places.LOGON, places.NAME) or "") != command:
        yield SetValue(key=places.LOGON, name=places.NAME, value=command)
    path = rf"{new.root}\{manifest.FILE}"
    if old != new or pc.files.read(path) != new.as_bytes():
        yield WriteFile(path=path, content=new.as_bytes())
    if pc.registry.read(places.OURS, manifest.VALUE) != path:
        yield SetValue(key=places.OURS, name=manifest.VALUE, value=path)
    if new.service and not servers(pc, new.environment):
        yield StartServer(path=command, environment=new.environment)
