"""Where a rule, grade, role target or policy stands in a workbook, for what the catalogue finds wrong with it."""

from collections.abc import Mapping
from functools import cached_property

from kpi import layout
from kpi.model import Role
from kpi.problems import Place
from kpi.settings import role_named
from kpi.sheets import Sheet, find
from kpi.tables import Tables

RULE_COLUMNS = {
    "scale": "x1", "knots": "x1", "name": "zh", "target_months": "months", "improvement": "improvement_zh",
    "event_driven": "event", "data_source": "data_source",
}  # fmt: skip


class RulePlaces:
    """The cell of a field: a KPI's in Rules, a grade's in Grades, and so on; the sheet where it is not found."""

    def __init__(self, tables: Tables, roles: tuple[Role, ...]) -> None:
        self.tables = tables
        self.roles = roles
        self._sheets: dict[str, Sheet] = {}
        self._found: dict[str, Mapping[str, int]] = {}

    def __call__(self, code: str, field: str) -> Place:
        if field == "grade":
            return self._cell("Grades", self._rows("Grades", "grade").get(code), "limit")
        if field == "role":
            return self._cell("Roles", self._rows("Roles", "code").get(code.upper()), "set")
        if field == "role_target":
            return self._cell("RoleTargets", self._role_targets.get(code.upper()), "target")
        if field == "policy" or field in layout.SETTING_ROWS:
            return self._setting(f"policy_{code}" if field == "policy" else field)
        return self._cell("Rules", self._rows("Rules", "code").get(code.upper()), RULE_COLUMNS.get(field, field))

    def _cell(self, table: str, row: int | None, key: str) -> Place:
        sheet = self._sheet(table)
        if row is None:
            return Place(sheet.table.book, sheet.table.sheet)
        return sheet.place(row, key)

    def _setting(self, key: str) -> Place:
        rows = self._rows("Settings", "item")
        labels = (layout.folded(label).upper() for label in (*layout.SETTING_ROWS[key].values(), key))
        folded = {layout.folded(text).upper(): row for text, row in rows.items()}
        return self._cell("Settings", next((folded[label] for label in labels if label in folded), None), "value")

    def _sheet(self, name: str) -> Sheet:
        if name not in self._sheets:
            self._sheets[name], _ = find(self.tables[name], layout.TABLES[name])
        return self._sheets[name]

    def _rows(self, table: str, key: str) -> Mapping[str, int]:
        """The first row of each text in the column of a table by which its rows are known."""
        if table not in self._found:
            self._found[table] = self._sheet(table).rows_by(key)
        return self._found[table]

    @cached_property
    def _role_targets(self) -> Mapping[str, int]:
        """The rows of RoleTargets by the codes of role and KPI; others are no targets."""
        sheet = self._sheet("RoleTargets")
        rows: dict[str, int] = {}
        for row in reversed(range(len(sheet.table.rows))):
            role = role_named(self.roles, sheet.text(row, "role"))
            if role:
                rows[f"{role.code} {sheet.text(row, 'kpi')}".upper()] = row
        return rows
