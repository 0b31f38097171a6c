"""One job done in LibreOffice by a process of its own, so that nothing it does can hang or end ours."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copy2, copytree

from addin.names import IDENTIFIER, PROGRAM_NOTE
from addin.office.found import Office, environment
from addin.oxt.pack import build
from kpi.problems import Problem
from kpi.problems import addin as problem

PATIENCE = 180  # seconds for a whole session
LOCK = ".lock"  # LibreOffice keeps it in the profile while it is open
OF_EXTENSIONS = ("user/uno_packages", "user/extensions", "user/registrymodifications.xcu")
FORMULA, KNOWN = '=KPI_SCORE("SALES-3";"97%")', "87.5"

Answer = Mapping[str, str | None]


def install(office: Office, profile: Path) -> Answer | Problem:
    """Installs the extension of this version for the user of the profile."""
    with tempfile.TemporaryDirectory(prefix="kpi-") as folder:
        answer = _alone(office, profile, "install", file=str(build(Path(folder))))
    if not isinstance(answer, Problem):
        note_program(profile)
    return answer


def uninstall(office: Office, profile: Path) -> Answer | Problem:
    """Takes the extension away again."""
    answer = _alone(office, profile, "uninstall", name="kpi.oxt")
    if not isinstance(answer, Problem):
        (profile / "user" / PROGRAM_NOTE).unlink(missing_ok=True)
    return answer


def note_program(profile: Path) -> None:
    """Says in the profile where this program is: the extension asks it for what it cannot make itself."""
    note = {"python": sys.executable, "root": str(Path(__file__).parents[2])}
    (profile / "user" / PROGRAM_NOTE).write_text(json.dumps(note), encoding="utf-8")


def probe(office: Office, profile: Path) -> Answer | Problem:
    """What is installed and what it answers, tried on a copy, so that LibreOffice may stay open."""
    with _copied(profile) as copy:
        return _done(office, copy, "probe", formula=FORMULA)


def _alone(office: Office, profile: Path, job: str, **more: str) -> Answer | Problem:
    """A job that changes the profile, which an open LibreOffice would not notice or undo."""
    lock = profile / LOCK
    return problem.office_open(str(lock)) if lock.exists() else _done(office, profile, job, **more)


@contextmanager
def _copied(profile: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kpi-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "profile"
        (copy / "user").mkdir(parents=True)
        for part in OF_EXTENSIONS:
            if (profile / part).is_dir():
                copytree(profile / part, copy / part)
            elif (profile / part).exists():
                copy2(profile / part, copy / part)
        yield copy


def _done(office: Office, profile: Path, job: str, **more: str) -> Answer | Problem:
    given = {"program": str(office.program), "profile": str(profile), "identifier": IDENTIFIER, "job": job, **more}
    profile.mkdir(parents=True, exist_ok=True)
    with as_file(files("addin") / "office" / "inside.py") as script:
        command = [str(office.python), str(script), json.dumps(given)]
        try:
            done = subprocess.run(  # noqa: S603 - LibreOffice's own Python and our script
                command, capture_output=True, text=True, timeout=PATIENCE, env=environment(), check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return problem.office_failed(type(error).__name__)
    if done.returncode != 0:
        return problem.office_failed(done.stderr.strip().rpartition("\n")[2])
    answer: Answer = json.loads(done.stdout)
    return answer
