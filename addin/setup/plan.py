"""What installing writes on a PC, worked out before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from addin.excel.build import addin_book
from addin.setup import manifest, places
from addin.setup.environment import KNOWN, Environment, answer, libraries
from addin.setup.manifest import Manifest, digest
from addin.setup.pc import Pc
from addin.setup.refusals import refusals
from addin.setup.service import servers
from addin.setup.settings import given_up
from addin.setup.steps import DeleteFile, PrivateFolder, SetValue, StartServer, Step, WriteFile
from addin.setup.wheel import Wheel, own_wheel
from addin.setup.wish import Target, Wish, target
from kpi import __version__
from kpi.problems import Problem
from kpi.problems import setup as problem

PREFIX = "python-"  # of the folder of an environment; an upgrade makes a new one beside the old
PERSONAL = "PersonalTemplates"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The steps of an installation or of a removal, and what is worth knowing of it."""

    steps: Sequence[Step]
    manifest: Manifest
    notes: Sequence[Problem] = ()


def plan(pc: Pc, wish: Wish) -> Plan | list[Problem]:
    """What is to be done; all reasons not to, where there are any."""
    old = manifest.installed(pc)
    aim = target(pc, wish, old)
    against = list(refusals(pc, aim.root, aim.books, old))
    if against:
        return against
    wheel = own_wheel()
    bare = _manifest(pc, aim, old, wheel)
    files = {rf"{places.startup(pc)}\{places.ADDIN}": addin_book(bare.installation, wish.language), **aim.books}
    kept = {path: old.files[path] for path in aim.books if old and changed_by_user(pc, old, path)}
    new = replace(bare, files={path: kept.get(path) or digest(content) for path, content in files.items()})
    steps: list[Step] = []
    if old is None or new.environment != old.environment:
        steps += _environment(pc, wish, new, wheel)
    written = {path: content for path, content in files.items() if path not in kept}
    steps += files_as_they_should_be(pc, old, new, written)
    notes = [problem.left_as_changed(path) for path in sorted(kept)]
    settings = list(_registry(pc, old, new))
    steps += [one for one in settings if not isinstance(one, Problem)]
    notes += [one for one in settings if isinstance(one, Problem)]
    return Plan(steps=[*steps, *_last(pc, old, new)], manifest=new, notes=notes)


def _manifest(pc: Pc, aim: Target, old: Manifest | None, wheel: Wheel) -> Manifest:
    """What will be installed, but for its files."""
    sound = old is not None and old.root == aim.root and _sound(pc, old, wheel)
    return Manifest(
        version=__version__,
        package=digest(wheel.content),
        root=aim.root,
        environment=old.environment if old and sound else rf"{aim.root}\{free_name(pc, aim.root)}",
        xlwings=version("xlwings"),
        service=aim.service,
        excel=aim.excel,
        templates=aim.templates,
        values=_values(pc, aim, old),
    )


def _sound(pc: Pc, old: Manifest, wheel: Wheel) -> bool:
    """True for an environment that has this very program and answers."""
    there = all(map(pc.files.exists, (old.interpreter, *libraries(old.environment, old.xlwings))))
    return there and old.package == digest(wheel.content) and answer(pc, old.environment) == KNOWN


def free_name(pc: Pc, root: str) -> str:
    """The name of a new environment."""
    taken = set(pc.files.names(root))
    return next(name for n in range(1, len(taken) + 2) if (name := f"{PREFIX}{n}") not in taken)


def _values(pc: Pc, aim: Target, old: Manifest | None) -> Mapping[str, str]:
    """What File > New needs to show the templates; where the user has chosen a folder, nothing."""
    value = rf"{places.options(aim.excel)}\{PERSONAL}"
    ours = old is not None and old.values.get(value) == pc.registry.read(places.options(aim.excel), PERSONAL)
    needed = aim.templates and (ours or not places.chosen_templates(pc, aim.excel))
    return {value: aim.folder} if needed else {}


def changed_by_user(pc: Pc, old: Manifest, path: str) -> bool:
    """True for a file of ours that somebody has changed since."""
    content = pc.files.read(path)
    return path in old.files and content is not None and digest(content) != old.files[path]


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


def files_as_they_should_be(
    pc: Pc, old: Manifest | None, new: Manifest, written: Mapping[str, bytes]
) -> Iterator[Step]:
    """The files that are not there yet as they should be; those of an older version that have moved go."""
    for path, content in written.items():
        if pc.files.read(path) != content:
            yield WriteFile(path=path, content=content)
    for path, known in old.files.items() if old else ():
        there = pc.files.read(path)
        if path not in new.files and there is not None and digest(there) == known:
            yield DeleteFile(path=path)


def _registry(pc: Pc, old: Manifest | None, new: Manifest) -> Iterator[Step | Problem]:
    """What Windows and Excel have to know."""
    for place, value in new.values.items():
        key, _, name = place.rpartition(places.SLASH)
        if pc.registry.read(key, name) != value:
            yield SetValue(key=key, name=name, value=value)
    if old:
        dropped = {place: value for place, value in old.values.items() if place not in new.values}
        yield from given_up(pc, dropped, old.files)
    command = new.logon_command if new.service else ""
    if (pc.registry.read(places.LOGON, places.NAME) or "") != command:
        yield SetValue(key=places.LOGON, name=places.NAME, value=command)


def _last(pc: Pc, old: Manifest | None, new: Manifest) -> Iterator[Step]:
    """What was installed, without which nothing counts, and then the server."""
    path = rf"{new.root}\{manifest.FILE}"
    if old != new or pc.files.read(path) != new.as_bytes():
        yield WriteFile(path=path, content=new.as_bytes())
    if pc.registry.read(places.OURS, manifest.VALUE) != path:
        yield SetValue(key=places.OURS, name=manifest.VALUE, value=path)
    if new.service and not servers(pc, new.environment):
        yield StartServer(path=new.logon_command, environment=new.environment)
