"""`kpi addin install` and `kpi addin uninstall` for Excel: what is planned, what is done, what is said."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import typer

from addin.mac import manifest as mac_manifest
from addin.mac import plan as mac_plan
from addin.mac import removal as mac_removal
from addin.setup import places
from addin.setup.journal import carry_out
from addin.setup.manifest import Manifest, installed
from addin.setup.pc import Pc
from addin.setup.plan import Plan, plan
from addin.setup.removal import removal
from addin.setup.tidy import tidy
from addin.setup.wish import Wish
from kpi import __version__
from kpi.cli import console
from kpi.model import Language
from kpi.problems import Problem
from kpi.words import say


class Way(NamedTuple):
    """How a kind of machine is set up."""

    installed: Callable[[Pc], Manifest | None]
    plan: Callable[[Pc, Wish], Plan | list[Problem]]
    removal: Callable[[Pc, Manifest], Plan | list[Problem]]
    tidy: Callable[[Pc, Manifest | None, Manifest | None], list[Problem]]
    done: str  # the word at the end of installing


WINDOWS = Way(installed, plan, removal, tidy, "setup_installed")
MAC = Way(mac_manifest.installed, mac_plan.plan, mac_removal.removal, mac_removal.tidy, "setup_installed_on_mac")


def way(pc: Pc) -> Way:
    """How this machine is set up."""
    return MAC if pc.system == "darwin" else WINDOWS


def install(pc: Pc, wish: Wish, *, dry: bool = False) -> None:
    """Installs for this user, all or nothing; ends with code 2 before anything is written, with 1 after a failure."""
    tongue = console.language()
    how = way(pc)
    old = how.installed(pc)
    planned = _sound(how.plan(pc, wish), tongue)
    if not planned.steps:
        console.say(say("setup_unchanged", tongue, version=__version__))
        _notes(planned.notes, tongue)
        return
    _head("setup_for", pc, tongue)
    _done(pc, planned, tongue, dry=dry)
    _notes([*planned.notes, *how.tidy(pc, old, planned.manifest)], tongue)
    console.say(say(how.done, tongue, version=__version__))


def uninstall(pc: Pc) -> None:
    """Takes away what installing has written, and says what is left."""
    tongue = console.language()
    how = way(pc)
    old = how.installed(pc)
    if old is None:
        console.say(say("setup_absent", tongue))
        return
    planned = _sound(how.removal(pc, old), tongue)
    _head("setup_removes", pc, tongue)
    console.say(_line(old.environment, tongue))
    _done(pc, planned, tongue, dry=False)
    _notes([*planned.notes, *how.tidy(pc, old, None)], tongue)
    console.say(say("setup_removed", tongue, version=old.version))


def _sound(planned: Plan | list[Problem], tongue: Language) -> Plan:
    if isinstance(planned, list):
        console.refuse(planned, tongue)
    return planned


def _head(key: str, pc: Pc, tongue: Language) -> None:
    console.say(say(key, tongue, user=places.variable(pc, "USERNAME")))


def _done(pc: Pc, planned: Plan, tongue: Language, *, dry: bool) -> None:
    """Shows each step and does it."""
    if dry:
        console.lines(_line(step.path, tongue) for step in planned.steps)
        console.say(say("setup_dry", tongue))
        raise typer.Exit(console.CLEAN)
    failed = carry_out(planned.steps, pc, lambda path: console.say(_line(path, tongue)))
    if failed:
        console.reasons(failed, tongue)
        raise typer.Exit(console.PROBLEMS)


def _line(path: str, tongue: Language) -> str:
    return say("setup_doing", tongue, path=path)


def _notes(found: Iterable[Problem], tongue: Language) -> None:
    console.problems(found, tongue)
