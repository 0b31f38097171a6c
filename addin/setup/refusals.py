"""What speaks against installing, all of it at once, before anything is written."""

from collections.abc import Iterator, Mapping

from addin.setup.manifest import Manifest
from addin.setup.pc import Pc
from addin.setup.places import STORE, excel, usable
from kpi.problems import Problem
from kpi.problems import setup as problem

EXCEL = "excel.exe"
GOOD_PYTHON = "win-amd64"


def refusals(pc: Pc, root: str, templates: Mapping[str, bytes], old: Manifest | None) -> Iterator[Problem]:
    """The reasons; `templates` are the files, by path, that would be written into a folder of the user's."""
    yield from open_excel(pc)
    found = excel(pc)
    if found is None:
        yield problem.no_excel()
    elif found.from_store:
        yield problem.excel_from_store()
    if STORE in pc.python.program.lower():
        yield problem.python_from_store(pc.python.program)
    if pc.python.platform != GOOD_PYTHON:
        yield problem.wrong_python(pc.python.platform)
    if not usable(root):
        yield problem.unusable_folder(root)
    ours = old.files if old else {}
    for path, content in templates.items():
        if path not in ours and pc.files.read(path) not in {None, content}:
            yield problem.foreign_file(path)


def open_excel(pc: Pc) -> Iterator[Problem]:
    """An Excel of this user that is open."""
    if any(one.name.lower() == EXCEL for one in pc.programs.running()):
        yield problem.excel_runs()
