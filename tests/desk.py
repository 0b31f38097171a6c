"""What a manager does to a workbook, and what a reader finds in it."""

from pathlib import Path

from kpi import package
from kpi.sheets import as_text
from kpi.tables import Edit, Table, Value


def tables(book: Path) -> dict[str, Table]:
    found = package.read(book)
    assert not isinstance(found, list), found
    read, problems = found.tables()
    assert problems == []
    return read


def column(table: Table, header: str) -> list[Value]:
    at = table.headers.index(header)
    return [row[at] for row in table.rows]


def by_id(table: Table, header: str) -> dict[str, Value]:
    """A column by the id in the first one."""
    return dict(zip([as_text(row[0]) for row in table.rows], column(table, header), strict=True))


def type_in(book: Path, *cells: tuple[str, int | str, str, Value]) -> None:
    """Type into cells: table, row (from 0, or the text of its first column), beginning of the header, value."""
    found = package.read(book)
    assert not isinstance(found, list), found
    read, _ = found.tables()
    edits = []
    for name, row, header, value in cells:
        table = read[name]
        at = [as_text(line[0]) for line in table.rows].index(row) if isinstance(row, str) else row
        full = next(text for text in table.headers if text == header or text.startswith(f"{header} "))
        edits.append(Edit(name, at, full, value))
    changed = package.change(found, [], edits)
    assert not isinstance(changed, list), changed
    assert package.save(changed, book) == []
