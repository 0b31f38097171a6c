"""What a scoring loads: a manager waits for every module, a server for each of its runs."""

import subprocess
import sys
from pathlib import Path

HEAVY = {"pydantic", "xlsxwriter", "openpyxl", "pandas", "numpy", "rich", "typst", "docx", "fontTools", "xlwings", "addin"}
PROGRAM = """
import sys
from kpi.cli import main
try:
    main(["score", sys.argv[1]])
finally:
    sys.stderr.write(" ".join(sys.modules))
"""


def test_scoring_a_workbook_loads_nothing_that_only_others_need(centre: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, centre], capture_output=True, text=True, check=False)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "kpi" in loaded
    assert loaded & HEAVY == set()
