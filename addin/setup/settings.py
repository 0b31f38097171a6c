"""Settings of Excel that an installation has changed and that are no longer needed."""

from collections.abc import Collection, Iterator, Mapping

from addin.setup import places
from addin.setup.pc import Pc
from addin.setup.steps import SetValue
from kpi.problems import Problem
from kpi.problems import setup as problem

TEMPLATES = (".xltx", ".xltm", ".xlt")


def given_up(pc: Pc, values: Mapping[str, str], ours: Collection[str]) -> Iterator[SetValue | Problem]:
    """The steps that take them back; a note for one that the user relies on. `ours` are the files that go."""
    for place, value in values.items():
        key, _, name = place.rpartition(places.SLASH)
        if pc.registry.read(key, name) != value:
            continue  # somebody has chosen another one since
        yield problem.setting_left(place) if _others(pc, value, ours) else SetValue(key=key, name=name, value="")


def _others(pc: Pc, folder: str, ours: Collection[str]) -> bool:
    """True where templates of the user's own are in a folder that Excel shows because of us."""
    paths = {rf"{folder}\{name}" for name in pc.files.names(folder) if name.lower().endswith(TEMPLATES)}
    return bool(paths - set(ours))
