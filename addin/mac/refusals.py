"""What speaks against installing on a Mac, all of it at once, before anything is written."""

from collections.abc import Iterator, Mapping

from addin.mac import places
from addin.setup.manifest import Manifest
from addin.setup.pc import Pc
from addin.setup.wish import Wish
from kpi.problems import Problem
from kpi.problems import setup as problem

EXCEL = "Microsoft Excel"


def refusals(
    pc: Pc, wish: Wish, root: str, files: Mapping[str, bytes], old: Manifest | None
) -> Iterator[Problem]:
    """The reasons; `files` are those, by path, that would be written."""
    yield from open_excel(pc)
    if not places.excel(pc):
        yield problem.no_excel()
    if wish.service:
        yield problem.no_service_on_mac()
    if not places.usable(root):
        yield problem.unusable_folder(root)
    if root != places.own(pc) and not (old and old.root == root) and pc.files.exists(root):
        yield problem.foreign_file(root)  # somebody who made it before us could change what runs as this user
    ours = old.files if old else {}
    for path, content in files.items():
        if path not in ours and pc.files.read(path) not in {None, content}:
            yield problem.foreign_file(path)


def open_excel(pc: Pc) -> Iterator[Problem]:
    """An Excel of this user that is open; without a window it goes on running."""
    if any(one.name == EXCEL for one in pc.programs.running()):
        yield problem.excel_runs_on_mac()
