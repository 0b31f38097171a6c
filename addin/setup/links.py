"""The links between Excel and Python, one after the other, as `kpi doctor` looks at them."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from addin.setup import defender, service, trust
from addin.setup.environment import KNOWN, answer, answer_by_library, libraries
from addin.setup.manifest import Manifest, digest, installed
from addin.setup.pc import Pc
from addin.setup.places import ADDIN, chosen_templates, excel, startup
from kpi import __version__
from kpi.problems import Problem
from kpi.problems import setup as problem

MARK = ":Zone.Identifier"  # Windows writes this beside a file that comes from the internet


class Link(NamedTuple):
    """One link: what was found there, and what is wrong with it."""

    name: str  # a word: link_excel
    found: str  # a version, a path, an answer
    problems: tuple[Problem, ...] = ()
    asked: bool = True  # False where links before it have to be mended first

    @property
    def state(self) -> str:
        """A word for how it is."""
        if not self.asked:
            return "state_unasked"
        return "state_wrong" if self.problems else "state_fine"


def links(pc: Pc) -> Iterator[Link]:
    """All links; those of an installation only where there is one."""
    yield _excel(pc)
    found = installed(pc)
    if found is None:
        yield Link("link_installed", "", (problem.not_installed(),))
        return
    for look in INSTALLED:
        yield look(pc, found)


def _excel(pc: Pc) -> Link:
    found = excel(pc)
    if found is None:
        return Link("link_excel", "", (problem.no_excel(),))
    wrong = (problem.excel_from_store(),) if found.from_store else ()
    return Link("link_excel", f"{found.version} {found.path}".strip(), wrong)


def _version(_pc: Pc, found: Manifest) -> Link:
    wrong = () if found.version == __version__ else (problem.other_version(found.version, __version__),)
    return Link("link_installed", found.version, wrong)


def _python(pc: Pc, found: Manifest) -> Link:
    there = pc.files.exists(found.interpreter)
    return Link("link_python", found.interpreter, () if there else (problem.no_interpreter(found.interpreter),))


def _library(pc: Pc, found: Manifest) -> Link:
    paths = libraries(found.environment, found.xlwings)
    missing = tuple(problem.no_library(path) for path in paths if not pc.files.exists(path))
    return Link("link_library", f"xlwings {found.xlwings}", missing)


def _answer(pc: Pc, found: Manifest) -> Link:
    given = answer(pc, found.environment)
    return Link("link_answer", given, () if given == KNOWN else (problem.wrong_answer(given, KNOWN),))


def _bridge(pc: Pc, found: Manifest) -> Link:
    """Excel's own way; the library waits two minutes for a Python that does not start, so it is asked last."""
    if any(look(pc, found).problems for look in (_python, _library, _answer)):
        return Link("link_bridge", "", asked=False)
    given = answer_by_library(pc, found.environment, found.xlwings, found.installation.command)
    return Link("link_bridge", given, () if given == KNOWN else (problem.not_reached(given),))


def _addin(pc: Pc, found: Manifest) -> Link:
    path = rf"{startup(pc)}\{ADDIN}"
    return Link("link_addin", path, tuple(_wrong_addin(pc, found, path)))


def _wrong_addin(pc: Pc, found: Manifest, path: str) -> Iterator[Problem]:
    content = pc.files.read(path)
    if content is None:
        yield problem.addin_gone(path)
    elif digest(content) != found.files.get(path):
        yield problem.addin_changed(path)
    elif pc.files.exists(path + MARK):
        yield problem.from_the_internet(path)
    yield from trust.disabled(pc, found.excel, path)
    yield from trust.opened_besides(pc, found.excel, path)


def _macros(pc: Pc, found: Manifest) -> Link:
    return Link("link_macros", "", tuple(trust.macros(pc, found.excel)))


def _antivirus(pc: Pc, found: Manifest) -> Link:
    return Link("link_antivirus", "", tuple(defender.rules(pc, as_service=bool(found.service))))


def _service(pc: Pc, found: Manifest) -> Link:
    return Link("link_service", found.logon_command if found.service else "—", tuple(service.wrong(pc, found)))


def _templates(pc: Pc, found: Manifest) -> Link:
    paths = [path for path in found.files if path.lower().endswith((".xltx", ".xltm"))]
    folder = paths[0].rpartition("\\")[0] if paths else "—"
    missing = [problem.template_gone(path) for path in paths if not pc.files.exists(path)]
    shown = chosen_templates(pc, found.excel)
    if paths and shown.lower() != folder.lower():
        missing.append(problem.templates_elsewhere(folder, shown or "—"))
    return Link("link_templates", folder, tuple(missing))


INSTALLED: tuple[Callable[[Pc, Manifest], Link], ...] = (
    _version,
    _python,
    _library,
    _answer,
    _addin,
    _macros,
    _antivirus,
    _service,
    _bridge,
    _templates,
)
