"""What installing writes on a Mac, worked out before anything is written."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version

from addin.excel.build import addin_on_mac
from addin.mac import places
from addin.mac.book_templates import book_templates
from addin.mac.environment import MacEnvironment, answer, buttons
from addin.mac.manifest import file, installed
from addin.mac.refusals import refusals
from addin.mac.script import READY, script
from addin.setup.environment import KNOWN
from addin.setup.manifest import Manifest, digest
from addin.setup.pc import Pc
from addin.setup.places import NAME
from addin.setup.plan import Plan, changed_by_user, files_as_they_should_be, free_name
from addin.setup.steps import Step, WriteFile
from addin.setup.wheel import Wheel, own_wheel
from addin.setup.wish import Wish
from kpi import __version__
from kpi.problems import Problem
from kpi.problems import setup as problem


def plan(pc: Pc, wish: Wish) -> Plan | list[Problem]:
    """What is to be done; all reasons not to, where there are any."""
    old, wheel = installed(pc), own_wheel()
    bare = _manifest(pc, wish, old, wheel)
    books = _books(pc, bare)
    kept = {path: old.files[path] for path in books if old and changed_by_user(pc, old, path)}
    program = {places.addin(pc): addin_on_mac(wish.language)}
    if places.usable(bare.root):
        program[places.script(pc)] = script(places.python(bare.environment), wish.language)
    files = {**program, **books}
    against = list(refusals(pc, wish, bare.root, files, old))
    if against:
        return against
    new = replace(bare, files={path: kept.get(path) or digest(content) for path, content in files.items()})
    written = {path: content for path, content in files.items() if path not in kept}
    steps = [*_environment(wish, old, new, wheel), *files_as_they_should_be(pc, old, new, written)]
    if old != new:
        steps.append(WriteFile(path=file(pc), content=new.as_bytes()))
    notes = [problem.left_as_changed(path) for path in sorted(kept)]
    return Plan(steps=steps, manifest=new, notes=[*notes, problem.on_a_mac()])


def _manifest(pc: Pc, wish: Wish, old: Manifest | None, wheel: Wheel) -> Manifest:
    """What will be installed, but for its files."""
    root = f"{wish.folder.rstrip('/')}/{NAME}" if wish.folder else old.root if old else places.own(pc)
    sound = old is not None and old.root == root and _sound(pc, old, wheel)
    return Manifest(
        version=__version__,
        package=digest(wheel.content),
        root=root,
        environment=old.environment if old and sound else f"{root}/{free_name(pc, root)}",
        xlwings=version("xlwings"),
        excel="",
        templates=(old is None or old.templates) if wish.templates is None else wish.templates,
    )


def _sound(pc: Pc, old: Manifest, wheel: Wheel) -> bool:
    """True for an environment that has this very program and answers."""
    there = pc.files.exists(places.python(old.environment)) and old.package == digest(wheel.content)
    return there and answer(pc, old.environment) == KNOWN and buttons(pc, old.environment) == READY


def _books(pc: Pc, new: Manifest) -> Mapping[str, bytes]:
    """The templates by path."""
    if not new.templates:
        return {}
    return {f"{places.templates(pc)}/{name}": content for name, content in book_templates().items()}


def _environment(wish: Wish, old: Manifest | None, new: Manifest, wheel: Wheel) -> Iterator[Step]:
    if old is None or new.environment != old.environment:
        yield MacEnvironment(
            folder=new.environment, xlwings=new.xlwings, wheel=wheel.name, content=wheel.content, wheels=wish.wheels
        )
