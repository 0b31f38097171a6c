"""Installing the extension for LibreOffice, and taking it away again, as the commands say it."""

from pathlib import Path

from addin.office import session
from addin.office.check import end, sound
from addin.office.found import office, own_profile
from kpi import __version__
from kpi.cli import console
from kpi.problems import addin as problem
from kpi.words import say


def install(profile: Path | None) -> None:
    """Installs it for the user, in place of an older one."""
    answer = sound(session.install(sound(office()), profile or own_profile()))
    if answer["version"] != __version__:
        end(problem.other_version(answer["version"] or "?", __version__))
    console.say(say("addin_installed", console.language(), version=answer["version"]))


def uninstall(profile: Path | None) -> None:
    """Takes it away; says when there was none."""
    answer = sound(session.uninstall(sound(office()), profile or own_profile()))
    key = "addin_absent" if answer["version"] is None else "addin_uninstalled"
    console.say(say(key, console.language(), version=answer["version"]))
