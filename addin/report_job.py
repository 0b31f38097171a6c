"""The report of a copy of a workbook, for a host that cannot make it: progress and result as JSON, one line each.

Arguments: the copy, the folder, the language, then the parts to make, none for the whole report.
"""

import json
import os
import sys
from pathlib import Path

from addin.paper import sentences
from kpi.headless import check_file
from kpi.model import LANGUAGES
from kpi.paper import job
from kpi.words import explain


def main(words: list[str]) -> None:
    """Makes the files and prints how far it is."""
    copy, folder, spoken, *parts = words
    language = next(one for one in LANGUAGES if one == spoken)
    checked = check_file(Path(copy))
    outcome = checked.outcome
    if outcome is None:
        _tell(files=0, wrong=[explain(one, language, {}) for one in checked.problems])
        return
    wanted = frozenset(map(job.Part, parts)) or job.MONTHLY
    cores = os.cpu_count() or 1
    made = job.write(
        outcome, outcome.problems, Path(folder), language, lambda done: _tell(done=done), parts=wanted, workers=cores
    )
    _tell(files=len(made.files), wrong=sentences(made.problems, outcome, language))


def _tell(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()
