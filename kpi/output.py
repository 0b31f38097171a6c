"""What a scored workbook is filled with: every table of the program, ready for a host to write."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from kpi import python_formulas
from kpi.appraise import Outcome
from kpi.fills.blocks import Block, blocks
from kpi.report_page.fills import has_page, report_fills
from kpi.report_page.headline_alone import report_fill
from kpi.scored.checks import checks_fill
from kpi.scored.feedback import feedback_fill
from kpi.scored.problems import problems_fill
from kpi.scored.progress import due_fill, progress_fill
from kpi.scored.scores import scores_fill
from kpi.scored.summary import summary_fill
from kpi.tables import Fill

OURS: Mapping[str, str] = {"Feedback": python_formulas.FEEDBACK_FUNCTION}  # what a host hands over with its formula


def fills(outcome: Outcome) -> list[Fill]:
    """The fills of the workbook's tables, to be written in this order."""
    shown = blocks(outcome)
    makers: Mapping[str, Callable[[Outcome, Sequence[Block]], Fill]] = {
        "Scores": scores_fill,
        "Summary": summary_fill,
        "Feedback": feedback_fill,
        "Due": due_fill,
        "Progress": progress_fill,
        "Report": report_fill,
        "Checks": checks_fill,
        "Problems": problems_fill,
    }

    def made(wanted: Sequence[str]) -> Iterator[Fill]:
        return (makers[name](outcome, shown) for name in wanted if name in outcome.writable)

    before, after = ("Scores", "Summary", "Feedback", "Due", "Progress"), ("Checks", "Problems")
    page = report_fills(outcome, shown) if has_page(outcome) else made(("Report",))
    return [*made(before), *page, *made(after)]
