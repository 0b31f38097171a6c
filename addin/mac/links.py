"""The links between Excel on a Mac and Python, one after the other, as `kpi doctor` looks at them."""

from collections.abc import Callable, Iterator

from addin.mac import places
from addin.mac.environment import answer, buttons
from addin.mac.manifest import installed
from addin.mac.script import READY
from addin.setup.environment import KNOWN
from addin.setup.links import Link
from addin.setup.manifest import Manifest, digest
from addin.setup.pc import Pc
from kpi import __version__
from kpi.problems import Problem
from kpi.problems import setup as problem


def links(pc: Pc) -> Iterator[Link]:
    """All links; those of an installation only where there is one."""
    excel = places.excel(pc)
    yield Link("link_excel", excel, () if excel else (problem.no_excel(),))
    found = installed(pc)
    if found is None:
        yield Link("link_installed", "", (problem.not_installed(),))
        return
    wrong = () if found.version == __version__ else (problem.other_version(found.version, __version__),)
    yield Link("link_installed", found.version, wrong)
    for look in INSTALLED:
        yield look(pc, found)


def _python(pc: Pc, found: Manifest) -> Link:
    path = places.python(found.environment)
    return Link("link_python", path, () if pc.files.exists(path) else (problem.no_interpreter(path),))


def _answer(pc: Pc, found: Manifest) -> Link:
    given = answer(pc, found.environment)
    return Link("link_answer", given, () if given == KNOWN else (problem.wrong_answer(given, KNOWN),))


def _buttons(pc: Pc, found: Manifest) -> Link:
    told = buttons(pc, found.environment)
    return Link("link_buttons", told, () if told == READY else (problem.buttons_not_ready(told),))


def _script(pc: Pc, found: Manifest) -> Link:
    path = places.script(pc)
    return Link("link_script", path, () if _as_installed(pc, found, path) else (problem.script_gone(path),))


def _addin(pc: Pc, found: Manifest) -> Link:
    path = places.addin(pc)
    return Link("link_addin", path, tuple(_wrong_addin(pc, found, path)))


def _wrong_addin(pc: Pc, found: Manifest, path: str) -> Iterator[Problem]:
    if not pc.files.exists(path):
        yield problem.addin_gone(path)
    elif not _as_installed(pc, found, path):
        yield problem.addin_changed(path)


def _templates(pc: Pc, found: Manifest) -> Link:
    paths = [path for path in found.files if path.startswith(f"{places.templates(pc)}/")]
    missing = tuple(problem.template_gone(path) for path in paths if not pc.files.exists(path))
    return Link("link_templates", places.templates(pc) if paths else "—", missing)


def _as_installed(pc: Pc, found: Manifest, path: str) -> bool:
    content = pc.files.read(path)
    return content is not None and digest(content) == found.files.get(path)


INSTALLED: tuple[Callable[[Pc, Manifest], Link], ...] = (_python, _answer, _buttons, _script, _addin, _templates)
