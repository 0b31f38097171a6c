"""Last month's scores of everybody, as far as the workbook has room to show them."""

from collections.abc import Mapping

from kpi.appraise import Outcome
from kpi.cycle import moved
from kpi.feedback import Scores
from kpi.fills.columns import lacking
from kpi.month.closed_months import scores_of


def last_scores(outcome: Outcome) -> Mapping[str, Scores]:
    """The scores of the month before by id and KPI.

    A workbook made before 得分 had the column 上月得分 compares nothing, so that its formulas and the program say
    the same.
    """
    if "Scores" not in outcome.tables or "last" in lacking(outcome, "Scores"):
        return {}
    return scores_of(outcome.tables, moved(outcome.settings.period, -1))
