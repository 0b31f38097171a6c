"""A list of people, as `kpi new` takes it in: all of them understood, or none."""

import re
from collections.abc import Sequence
from datetime import date

from kpi.layout import SHORT_TITLES, folded
from kpi.listing import Arranged, Heading, Line, Listing, arranged_sheets
from kpi.model import LANGUAGES, Bilingual, Person, Role
from kpi.problems import Problem, workbook
from kpi.problems import imports as problem
from kpi.settings import role_named
from kpi.sheets import EXACT_INTEGER, as_shown, is_empty, read_date, read_id
from kpi.tables import Value

ID_NAMES = ("工号", "ID", "员工工号", "员工编号", "员工号", "人员编号", "编号", "employee id", "person id")
HEADINGS = (
    Heading("id", ID_NAMES, needed=True),
    Heading("name", ("姓名", "name", "员工姓名", "名字"), needed=True),
    Heading(
        "role", ("岗位", "role", "岗位代码", "岗位名称", "职位", "职务", "position", "post"), needed=True
    ),
    Heading("department", ("部门", "department", "所属部门")),
    Heading("reviewer", ("考核人", "reviewer", "评估人", "直属上级", "上级", "manager")),
    Heading("from", ("到岗日期", "from", "入职日期", "入职时间", "start", "joined")),
    Heading("to", ("离岗日期", "to", "离职日期", "离职时间", "end", "left")),
)
SEPARATORS = re.compile(r"[,，、;；]")
KEPT_DIGITS = 15  # of a number in a sheet


def people_of(
    listing: Listing, roles: Sequence[Role], chosen: Sequence[Role] | None = None
) -> tuple[list[Person], list[Problem]]:
    """The people of a list in its order; whoever is not understood is a Problem, all at once.

    `chosen` are the roles that the workbook is made for, None for all.
    """
    people: list[Person] = []
    sheets, problems = arranged_sheets(listing, HEADINGS)
    first: dict[str, str] = {}
    for found, line in ((sheet, line) for sheet in sheets for line in sheet.lines if not sheet.blank(line)):
        person = _person(found, line, roles, problems)
        if person is None:
            continue
        if person.id in first:
            place = found.place(line, "id")
            problems.append(problem.person_twice(place, person.id, first[person.id]))
            continue
        first[person.id] = found.number(line)
        people.append(person)
        if chosen is not None and person.role not in {role.code for role in chosen}:
            name = next(role.name for role in roles if role.code == person.role)
            problems.append(problem.role_left_out(found.place(line, "role"), person.id, name))
    if not people and all(one.note for one in problems):
        problems.append(problem.no_lines(listing.place(listing.lines[-1].number)))
    return people, problems


def _person(found: Arranged, line: Line, roles: Sequence[Role], problems: list[Problem]) -> Person | None:
    identity = read_person_id(found, line)
    role = named_role(roles, found.text(line, "role"))
    start, end = (_date(found, line, key, problems) for key in ("from", "to"))
    if isinstance(identity, Problem):
        problems.append(identity)
    if role is None:
        shown = as_shown(found.cell(line, "role"))
        problems.append(problem.unknown_role(found.place(line, "role"), shown, all_names(roles)))
    if start and end and end < start:
        place = found.place(line, "to")
        problems.append(workbook.dates_reversed(place, start.isoformat(), end.isoformat()))
    if isinstance(identity, Problem) or role is None:
        return None
    name = found.text(line, "name")
    if not name:
        problems.append(workbook.no_name(found.place(line, "name"), identity))
    return Person(
        id=identity,
        name=name,
        role=role.code,
        department=found.text(line, "department"),
        reviewer=found.text(line, "reviewer"),
        start=start,
        end=end,
    )


def read_person_id(found: Arranged, line: Line) -> str | Problem:
    """The id in a line; one that a spreadsheet has cut is refused rather than believed."""
    cell, place = found.cell(line, "id"), found.place(line, "id")
    if is_empty(cell):
        return problem.no_id(place)
    return problem.cut_id(place, as_shown(cell)) if _cut(cell) else read_id(cell, place)


def _cut(cell: Value) -> bool:
    """True for 1.23457E+17, and for digits that are all zeros where a sheet stops counting."""
    if isinstance(cell, str):
        text = cell.strip()
        number, mark, power = text.upper().partition("E+")
        if mark and power.isdecimal() and number.replace(".", "", 1).isdecimal():
            return True
        return text.isdecimal() and len(text) > KEPT_DIGITS and not text[KEPT_DIGITS:].strip("0")
    return isinstance(cell, float) and abs(cell) >= EXACT_INTEGER


def _date(found: Arranged, line: Line, key: str, problems: list[Problem]) -> date | None:
    read = read_date(found.cell(line, key), found.place(line, key))
    if isinstance(read, Problem):
        problems.append(read)
        return None
    return read


def named_role(roles: Sequence[Role], text: str) -> Role | None:
    """The role with this code, name or title of a sheet."""
    by_title = {
        folded(title): role for role in roles for title in SHORT_TITLES.get(role.code, role.name).values()
    }
    return role_named(tuple(roles), text) or by_title.get(folded(text))


def chosen_roles(text: str, roles: Sequence[Role]) -> tuple[list[Role], list[Problem]]:
    """The roles that a list such as `SS,销售经理` names, in the order of the centre; a blank means all."""
    wanted = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
    found = {part: named_role(roles, part) for part in wanted}
    unknown = [problem.no_such_role(part, all_names(roles)) for part, role in found.items() if role is None]
    codes = {role.code for role in found.values() if role is not None}
    return [role for role in roles if not wanted or role.code in codes], unknown


def all_names(roles: Sequence[Role]) -> Bilingual:
    """The names of roles, to choose from."""
    mark = {"zh": "、", "en": ", "}
    return {language: mark[language].join(role.name[language] for role in roles) for language in LANGUAGES}
