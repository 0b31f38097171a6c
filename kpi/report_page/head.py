"""The line under the title of 月报: whose report it is and of which month, as the settings have them."""

from kpi.formulas import quoted
from kpi.model import Language
from kpi.tables import Computed
from kpi.words import say


def report_head(language: Language, company: str, period: str) -> Computed:
    """The formula and what it shows."""
    first, second = say("report_head_company", language), f"    {say('report_head_period', language)}"
    formula = f"{quoted(first)}&Set_company&{quoted(second)}&Set_period"
    return Computed(formula, f"{first}{company}{second}{period}")
