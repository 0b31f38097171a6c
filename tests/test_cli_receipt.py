import zipfile
from pathlib import Path

from typer.testing import CliRunner

from kpi.cli import app

STATES = {"unchanged", "changed", "added", "removed"}


def test_a_receipt_has_one_line_for_each_part(centre: Path) -> None:
    shown = CliRunner().invoke(app(["score"]), ["score", str(centre), "--receipt"], env={"COLUMNS": "80"})
    words = [line.split() for line in shown.stdout.splitlines()]
    told = [line[1] for line in words if line and line[0] in STATES]
    with zipfile.ZipFile(centre) as archive:
        assert sorted(told) == sorted(archive.namelist())
