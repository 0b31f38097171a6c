"""What removing takes away: exactly what installing has written, as far as nobody has changed it since."""

from addin.setup import manifest, places
from addin.setup.manifest import Manifest, digest
from addin.setup.pc import Pc
from addin.setup.plan import Plan
from addin.setup.refusals import open_excel
from addin.setup.settings import given_up
from addin.setup.steps import DeleteFile, SetValue, Step
from kpi.problems import Problem
from kpi.problems import setup as problem


def removal(pc: Pc, old: Manifest) -> Plan | list[Problem]:
    """What is to be done; all reasons not to, where there are any."""
    against = list(open_excel(pc))
    if against:
        return against
    files = {path: pc.files.read(path) for path in old.files}
    ours = [path for path, content in files.items() if content is not None and digest(content) == old.files[path]]
    changed = [path for path, content in files.items() if content is not None and path not in ours]
    notes = [problem.left_as_changed(path) for path in changed]
    steps: list[Step] = [DeleteFile(path=path) for path in ours]
    settings = list(given_up(pc, old.values, ours))
    notes += [one for one in settings if isinstance(one, Problem)]
    steps += [one for one in settings if not isinstance(one, Problem)]
    if pc.registry.read(places.LOGON, places.NAME) is not None:
        steps.append(SetValue(key=places.LOGON, name=places.NAME, value=""))
    steps.append(SetValue(key=places.OURS, name=manifest.VALUE, value=""))
    steps.append(DeleteFile(path=rf"{old.root}\{manifest.FILE}"))
    return Plan(steps=steps, manifest=old, notes=notes)
