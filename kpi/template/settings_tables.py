"""The tables on the right of the sheet 设置: Grades, Roles, RoleTargets and Holidays."""

from decimal import Decimal

from kpi import layout
from kpi.model import Role, RoleTarget
from kpi.month.holidays import LONGEST
from kpi.template import codes, doubts, lists
from kpi.template.draft import EMPTY, Block, Draft, block_of, define_names
from kpi.template.styles import LEFT, SUBTITLE, look_of
from kpi.template.tables import draw_table

GAP = 3  # rows between two tables: two blank, one title
SPARE = 10  # blank rows for targets of roles
HOLIDAYS = 12  # blank rows; the days around the 5th matter
RIGHT_WIDTHS = {"zh": (31.0, 31.0, 40.0, 17.0, 18.0, 17.0), "en": (40.0, 31.0, 40.0, 14.0, 24.0, 21.0)}


def draw_right_tables(draft: Draft, top: int, left: int) -> int:
    """The four tables one below the other; gives the last row."""
    grades = _grades(draft, top, left)
    roles = _roles(draft, grades.last + GAP + 1, left)
    targets = _role_targets(draft, roles.last + GAP + 1, left)
    return _holidays(draft, targets.last + GAP + 1, left).last


def _calculate(draft: Draft, block: Block, at: tuple[int, str], formula: str, value: float, num_format: str) -> None:
    """A formula in a row (from 0) and column of the table."""
    row, key = at
    look = draft.styles[look_of(layout.TABLES[block.name].column(key)) | {"num_format": num_format}]
    block.sheet.write_formula(block.first + row, block.at(key), formula, look, value)


def _doubt(draft: Draft, block: Block, row: int, formula: str) -> None:
    """1 shows as a word, 0 as nothing."""
    _calculate(draft, block, (row, "n_doubt"), formula, 0, f'"{draft.say("in_doubt")}";;')


def _start(draft: Draft, block: Block, title: str) -> None:
    block.sheet.write_string(block.top - 1, block.left, draft.say(title), draft.styles[SUBTITLE])
    widths = RIGHT_WIDTHS[draft.language]
    draw_table(draft, block, {column.key: widths[n] for n, column in enumerate(block.columns[: len(widths)])})
    define_names(draft, block)


def _write(draft: Draft, block: Block, row: int, values: dict[str, str | Decimal | None]) -> None:
    """One body row; None is a blank cell."""
    block.sheet.set_row(block.first + row, draft.height(1))
    for key, value in values.items():
        at, look = block.at(key), draft.styles[look_of(layout.TABLES[block.name].column(key)) | LEFT]
        if value is None:
            block.sheet.write_blank(block.first + row, at, None, look)
        elif isinstance(value, str):
            block.sheet.write_string(block.first + row, at, value, look)
        else:
            block.sheet.write_number(block.first + row, at, float(value), look)


def _grades(draft: Draft, top: int, left: int) -> Block:
    block = block_of(draft, layout.GRADES, top, left, len(draft.book.grades))
    _start(draft, block, "grades_table")
    for row, grade in enumerate(draft.book.grades):
        name = grade.name[draft.language]
        _write(draft, block, row, {"grade": grade.letter, "name": name, "limit": grade.limit})
        _doubt(draft, block, row, _grade_formula(block, row))
    lists.validate(draft, block, "limit", lists.A_NUMBER, draft.say("hint_grade_limit"))
    return block


def _grade_formula(block: Block, row: int) -> str:
    last = block.rows - 1
    above = f"{block.cell('limit')}:{block.cell('limit', row - 1)}" if row else ""
    below = f"{block.cell('grade', row + 1)}:{block.cell('grade', last)}" if row < last else ""
    return doubts.grade_formula(block.at_row(row), above, below)


def _roles(draft: Draft, top: int, left: int) -> Block:
    block = block_of(draft, layout.ROLES, top, left, len(draft.book.roles))
    _start(draft, block, "roles_table")
    for row, role in enumerate(draft.book.roles):
        _write(draft, block, row, _role(draft, role))
        formula = doubts.role_weight_formula(block.cell("code", row), block.cell("set", row))
        _calculate(draft, block, (row, "weight"), formula, _weight(draft, role), "General")
    return block


def _role(draft: Draft, role: Role) -> dict[str, str | Decimal | None]:
    department = role.department[draft.language]
    names = {"zh": role.name["zh"], "en": role.name["en"]}
    return {"code": role.code, **names, "set": role.set, "department": department}


def _weight(draft: Draft, role: Role) -> float:
    rules = (rule for card in draft.book.cards if card.code == role.set for rule in card.rules)
    return float(sum(rule.weight for rule in rules if role.code in rule.roles))


def _role_targets(draft: Draft, top: int, left: int) -> Block:
    targets = draft.book.role_targets
    block = block_of(draft, layout.ROLE_TARGETS, top, left, len(targets) + SPARE)
    _start(draft, block, "role_targets_table")
    blanks = [None] * SPARE
    for row, target in enumerate((*targets, *blanks)):
        _role_target(draft, block, row, target)
    rules = {
        "role": lists.name_list(f"Role_{draft.language}"),
        "kpi": lists.name_list("Rule_code"),
        "target": lists.A_NUMBER,
        "months": lists.MONTHS,
    }
    for key, rule in rules.items():
        lists.validate(draft, block, key, rule, draft.say(f"hint_target_{key}"))
    return block


def _role_target(draft: Draft, block: Block, row: int, target: RoleTarget | None) -> None:
    values: dict[str, str | Decimal | None] = dict.fromkeys(("role", "kpi", "target", "months"))
    if target is not None:
        role = next(role for role in draft.book.roles if role.code == target.role)
        values["role"], values["kpi"] = role.name[draft.language], target.kpi
        values["target"], values["months"] = target.target, Decimal(target.months)
    _write(draft, block, row, values)
    match = f"{target.role}|{target.kpi}" if target else EMPTY
    look = draft.styles[look_of(layout.ROLE_TARGETS.column("match"))]
    formula = match_formula(block.cell("role", row), block.cell("kpi", row))
    block.sheet.write_formula(block.first + row, block.at("match"), formula, look, match)
    _doubt(draft, block, row, doubts.role_target_formula(block.at_row(row)))


def _holidays(draft: Draft, top: int, left: int) -> Block:
    block = block_of(draft, layout.HOLIDAYS, top, left, HOLIDAYS)
    _start(draft, block, "holidays_table")
    for row in range(HOLIDAYS):
        _write(draft, block, row, dict.fromkeys(("from", "to", "name", "kind")))
        for key, formula in _holiday_formulas(block, row).items():
            look = draft.styles[look_of(layout.HOLIDAYS.column(key))]
            block.sheet.write_formula(block.first + row, block.at(key), formula, look, EMPTY)
    rules = {"from": lists.A_DATE, "to": lists.A_DATE, "name": lists.ANYTHING, "kind": lists.words(draft, "day_kind")}
    for key, rule in rules.items():
        lists.validate(draft, block, key, rule, draft.say(f"hint_holiday_{key}"))
    return block


def _holiday_formulas(block: Block, row: int) -> dict[str, str]:
    """First and last day and kind as the due date is calculated with them; blank where a date is no date."""
    start, end, kind = (block.cell(key, row) for key in ("from", "to", "kind"))
    good = f'AND(ISNUMBER({start}),OR({end}="",ISNUMBER({end})))'
    span = f"AND(N({end})-{start}>=0,N({end})-{start}<{LONGEST})"
    used = f'IF({good},OR({end}="",{span}),FALSE)'
    return {
        "first": f'IF({used},INT({start}),"")',
        "last": f'IF({used},INT(IF({end}="",{start},{end})),"")',
        "n_kind": f'IF({kind}="","",IFERROR({codes.number_of(kind, "day_kind", codes.DAY_KIND)},""))',
    }


def match_formula(role: str, kpi: str) -> str:
    """ROLE|KPI by their codes, the role given as Chinese name, English name or code."""
    found = "NA()"
    for name in ("Role_code", "Role_en", "Role_zh"):
        found = f"IFERROR(INDEX(Role_code,MATCH({role},{name},0)),{found})"
    return f'IF(OR({role}="",{kpi}=""),"",{found}&"|"&{kpi})'
