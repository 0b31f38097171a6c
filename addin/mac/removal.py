"""What removing takes away on a Mac: what installing has written, as far as nobody has changed it since."""

from addin.mac import places
from addin.mac.manifest import file
from addin.mac.refusals import open_excel
from addin.setup.journal import reason
from addin.setup.manifest import Manifest, digest
from addin.setup.pc import Pc
from addin.setup.plan import Plan
from addin.setup.steps import DeleteFile
from addin.setup.tidy import environments
from kpi.problems import Problem
from kpi.problems import setup as problem


def removal(pc: Pc, old: Manifest) -> Plan | list[Problem]:
    """What is to be done; all reasons not to, where there are any."""
    against = list(open_excel(pc))
    if against:
        return against
    there = {path: content for path in old.files if (content := pc.files.read(path)) is not None}
    ours = [path for path, content in there.items() if digest(content) == old.files[path]]
    notes = [problem.left_as_changed(path) for path in there if path not in ours]
    return Plan(steps=[DeleteFile(path=path) for path in (*ours, file(pc))], manifest=old, notes=notes)


def tidy(pc: Pc, old: Manifest | None, new: Manifest | None) -> list[Problem]:
    """Takes away the environments that nothing leads to any more, and folders of ours that are empty."""
    left: list[Problem] = []
    roots = {one.root for one in (old, new) if one}
    for root in sorted(roots):
        left += environments(pc, root, new.environment if new else "")
    for folder in sorted(roots | {places.own(pc)}):
        try:
            pc.files.remove_empty(folder)
        except OSError as error:
            left.append(problem.left_behind(folder, reason(error)))
    return left
