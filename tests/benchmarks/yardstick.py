"""The simplest honest openpyxl script for the same job: read the role sheets, write score and feedback rows."""

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import openpyxl


def body(sheet, table):
    """The header and the rows of a table."""
    cells = sheet[table.ref]
    return [cell.value for cell in cells[0]], [[cell.value for cell in row] for row in cells[1:]]


def scored(rule, actual):
    """Points on the line of a rule, limits flat."""
    knots = [(rule[f"x{n}"], rule[f"y{n}"]) for n in range(1, 7) if rule[f"x{n}"] is not None]
    sign = -1 if rule["方向"] == "越低越好" else 1
    x = actual / rule["目标"] if rule["计分依据"] == "达成率" else actual
    x = abs(actual / rule["目标"] - 1) if rule["计分依据"] == "偏差" else x
    if sign * x <= sign * knots[0][0]:
        return knots[0][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if sign * x < sign * x1:
            return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    return knots[-1][1]


def run(source: Path, target: Path) -> None:  # noqa: C901 - as a script would have it
    book = openpyxl.load_workbook(source)
    tables = {table.name: (sheet, table) for sheet in book for table in sheet.tables.values()}
    head, rows = body(*tables["Rules"])
    rules = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    scores, said = [], []
    for name, (sheet, table) in tables.items():
        if not name.startswith("Entry_"):
            continue
        head, rows = body(sheet, table)
        columns = defaultdict(list)
        for at, text in enumerate(head):
            code = str(text).split()[0].rstrip("ab")
            if code in rules and rules[code]["原始权重"]:
                columns[code].append(at)
        for row in (row for row in rows if row[0]):
            mine = []
            for code, at in columns.items():
                rule, values = rules[code], [row[n] for n in at]
                if None in values or "不适用" in values or not rule["目标"]:
                    continue
                actual = values[0] if len(values) == 1 else values[0] / values[1] - (rule["录入方式"] == "增长")
                mine.append((code, rule, actual, scored(rule, actual)))
            weight = sum(rule["原始权重"] for _, rule, _, _ in mine) or 1
            for code, rule, actual, points in mine:
                share = rule["原始权重"] / weight
                lost = share * (100 - points)
                scores.append(
                    (row[0], sheet.title, code, rule["指标"], actual, rule["目标"], points, rule["原始权重"], share,
                     share * points, lost, "绿" if points >= 100 else "黄" if points >= 80 else "红")
                )
            total = round(sum(rule["原始权重"] / weight * points for _, rule, _, points in mine), 2)
            worst = sorted(mine, key=lambda one: one[1]["原始权重"] * (one[3] - 100))[:3]
            best = [one[1]["指标"] for one in mine if one[3] >= 100][:3]
            said.append((row[0], sheet.title, total, "、".join(best), "、".join(one[1]["指标"] for one in worst)))
    for title, lines in (("得分", scores), ("反馈", said)):
        sheet = book[title]
        sheet.delete_rows(6, sheet.max_row)
        for line in lines:
            sheet.append(line)
    book.save(target)
