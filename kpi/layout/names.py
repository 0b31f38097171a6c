"""The defined names of the workbook: what its formulas read the tables by."""

from collections.abc import Mapping

from kpi.layout.given_tables import KNOTS

# Defined names of the workbook, each a block of table columns (first, last): the formulas read by them.
NAMES: Mapping[str, tuple[str, str, str]] = {
    "Rule_code": ("Rules", "code", "code"),
    "Rule_set": ("Rules", "set", "set"),
    "Rule_category": ("Rules", "category", "category"),
    "Rule_order": ("Rules", "order", "order"),
    "Rule_unit": ("Rules", "unit", "unit"),
    "Rule_zh": ("Rules", "zh", "zh"),
    "Rule_en": ("Rules", "en", "en"),
    "Rule_target": ("Rules", "target", "target"),
    "Rule_x": ("Rules", "x1", f"x{KNOTS}"),
    "Rule_y": ("Rules", "y1", f"y{KNOTS}"),
    "Rule_weight": ("Rules", "weight", "weight"),
    "Rule_entry": ("Rules", "n_entry", "n_entry"),
    "Rule_measure": ("Rules", "n_measure", "n_measure"),
    "Rule_sign": ("Rules", "n_sign", "n_sign"),
    "Rule_steps": ("Rules", "n_steps", "n_steps"),
    "Rule_months": ("Rules", "n_months", "n_months"),
    "Rule_low": ("Rules", "n_low", "n_low"),
    "Rule_high": ("Rules", "n_high", "n_high"),
    "Rule_pass": ("Rules", "n_pass", "n_pass"),
    "Rule_roles": ("Rules", "roles", "roles"),
    "Rule_doubt": ("Rules", "n_doubt", "n_doubt"),
    "Target_kpi": ("RoleTargets", "kpi", "kpi"),
    "Target_match": ("RoleTargets", "match", "match"),
    "Target_value": ("RoleTargets", "target", "target"),
    "Target_months": ("RoleTargets", "months", "months"),
    "Target_doubt": ("RoleTargets", "n_doubt", "n_doubt"),
    "Holiday_first": ("Holidays", "first", "first"),
    "Holiday_last": ("Holidays", "last", "last"),
    "Holiday_kind": ("Holidays", "n_kind", "n_kind"),
    "Grade_letter": ("Grades", "grade", "grade"),
    "Grade_from": ("Grades", "limit", "limit"),
    "Grade_doubt": ("Grades", "n_doubt", "n_doubt"),
    "Role_code": ("Roles", "code", "code"),
    "Role_zh": ("Roles", "zh", "zh"),
    "Role_en": ("Roles", "en", "en"),
    "Role_set": ("Roles", "set", "set"),
    "Role_weight": ("Roles", "weight", "weight"),
    "People_id": ("People", "id", "id"),
    "People_name": ("People", "name", "name"),
}

# The same with their headers, for functions that find columns by them.
HEADED_NAMES: Mapping[str, tuple[str, str, str]] = {
    "Rule_table": ("Rules", "code", "improvement_en"),
    "Grade_table": ("Grades", "grade", "limit"),
}
