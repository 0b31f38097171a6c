"""What can be wrong with a workbook file (KPI10x, KPI11x) and with saving it (KPI12x); notes (KPI13x)."""

from kpi.problems import Place, Problem

# Opening a file ----------------------------------------------------------------


LOST_TEXTS = "KPI131"  # stays on the sheet Problems: it is the only place that still has the texts

def not_found(book: str) -> Problem:
    """There is no file of that name."""
    return Problem(code="KPI101", place=Place(book), facts={})


def not_readable(book: str, reason: str) -> Problem:
    """The operating system does not let us read the file."""
    return Problem(code="KPI102", place=Place(book), facts={"reason": reason})


def old_format(book: str) -> Problem:
    """An .xls of Excel 97 to 2003, whatever its name says."""
    return Problem(code="KPI103", place=Place(book), facts={})


def password_protected(book: str) -> Problem:
    """The whole file is encrypted."""
    return Problem(code="KPI104", place=Place(book), facts={})


def not_a_workbook(book: str, found: str) -> Problem:
    """Some other kind of file; `found` is its kind, such as CSV or Word."""
    return Problem(code="KPI105", place=Place(book), facts={"found": found})


def file_too_large(book: str, limit: str) -> Problem:
    """The file itself is larger than any real workbook."""
    return Problem(code="KPI119", place=Place(book), facts={"limit": limit})


def damaged(book: str, part: str) -> Problem:
    """A part does not unpack, fails its checksum or is not what it should be."""
    return Problem(code="KPI106", place=Place(book), facts={"part": part})


def strict_format(book: str) -> Problem:
    """Saved as "Strict Open XML"."""
    return Problem(code="KPI107", place=Place(book), facts={})


def too_large(book: str, part: str, limit: str) -> Problem:
    """A part would take more memory than any real workbook needs."""
    return Problem(code="KPI108", place=Place(book), facts={"part": part, "limit": limit})


def duplicate_part(book: str, part: str) -> Problem:
    """Two parts of one name: programs disagree on which one counts."""
    return Problem(code="KPI109", place=Place(book), facts={"part": part})


def declares_entities(book: str, part: str) -> Problem:
    """A document type declaration, which no workbook needs."""
    return Problem(code="KPI110", place=Place(book), facts={"part": part})


def missing_part(book: str, part: str) -> Problem:
    """A part that the workbook refers to is not in the file."""
    return Problem(code="KPI111", place=Place(book), facts={"part": part})


# Tables ------------------------------------------------------------------------


def header_differs(place: Place, header: str, found: str) -> Problem:
    """The header cell says something else than the table's own list of columns."""
    return Problem(code="KPI112", place=place, facts={"header": header, "found": found})


def no_such_table(book: str, table: str) -> Problem:
    """The workbook has no table of that name."""
    return Problem(code="KPI113", place=Place(book), facts={"table": table})


def no_such_column(place: Place, table: str, header: str) -> Problem:
    """The table has no column of that header."""
    return Problem(code="KPI114", place=place, facts={"table": table, "header": header})


def totals_row_in_the_way(place: Place, table: str) -> Problem:
    """The table would have to grow or shrink above its totals row."""
    return Problem(code="KPI115", place=place, facts={"table": table})


def content_below(place: Place, table: str, rows: int) -> Problem:
    """The table has to grow over something that stands below it."""
    return Problem(code="KPI116", place=place, facts={"table": table, "rows": str(rows)})


def tables_share_rows(place: Place, table: str, other: str) -> Problem:
    """Two tables that are filled stand side by side."""
    return Problem(code="KPI117", place=place, facts={"table": table, "other": other})


def sheet_is_full(place: Place, table: str) -> Problem:
    """The table would run over the last row that a sheet has."""
    return Problem(code="KPI118", place=place, facts={"table": table})


# Saving ------------------------------------------------------------------------


def open_in_excel(book: str, lock: str) -> Problem:
    """Excel's lock file stands beside the workbook."""
    return Problem(code="KPI121", place=Place(book), facts={"lock": lock})


def open_in_libreoffice(book: str, lock: str) -> Problem:
    """LibreOffice's lock file stands beside the workbook."""
    return Problem(code="KPI122", place=Place(book), facts={"lock": lock})


def changed_meanwhile(book: str) -> Problem:
    """Somebody saved the workbook after it was read."""
    return Problem(code="KPI123", place=Place(book), facts={})


def file_read_only(book: str) -> Problem:
    """The file is marked read-only."""
    return Problem(code="KPI124", place=Place(book), facts={})


def folder_read_only(book: str, folder: str) -> Problem:
    """Nothing can be written into the folder of the workbook."""
    return Problem(code="KPI125", place=Place(book), facts={"folder": folder})


def disk_full(book: str) -> Problem:
    """No room for the new file; the old one stands."""
    return Problem(code="KPI126", place=Place(book), facts={})


def another_run(book: str) -> Problem:
    """Another run of ours is writing the same workbook."""
    return Problem(code="KPI127", place=Place(book), facts={})


def not_a_file(book: str) -> Problem:
    """A device, a pipe or a folder stands where the workbook would be written."""
    return Problem(code="KPI136", place=Place(book), facts={})


def not_written(book: str, reason: str) -> Problem:
    """The operating system refused to write; the old file stands."""
    return Problem(code="KPI128", place=Place(book), facts={"reason": reason})


def no_folder(file: str) -> Problem:
    """A file is to be written into a folder that is not there."""
    return Problem(code="KPI129", place=Place(file), facts={})


# Worth knowing -----------------------------------------------------------------


def cells_without_row(place: Place, key: str, texts: str) -> Problem:
    """What the manager wrote beside a row that is no longer there."""
    return Problem(code=LOST_TEXTS, place=place, facts={"key": key, "texts": texts}, note=True)


def range_left_behind(place: Place, part: str, found: str, table: str) -> Problem:
    """A chart, a pivot or a formula refers to the old height of a table."""
    facts = {"part": part, "found": found, "table": table}
    return Problem(code="KPI132", place=place, facts=facts, note=True)


def signature_broken(book: str) -> Problem:
    """The workbook was digitally signed before it was changed."""
    return Problem(code="KPI133", place=Place(book), facts={}, note=True)


def comment_stays(place: Place, key: str) -> Problem:
    """A comment hangs on a cell whose row has moved."""
    return Problem(code="KPI134", place=place, facts={"key": key}, note=True)


def words_followed(place: Place, person: str, shown: str, rows: int) -> Problem:
    """A manager's words went with the person the row was scored for; the row showed somebody else by then."""
    facts = {"person": person, "shown": shown, "rows": str(rows)}
    return Problem(code="KPI135", place=place, facts=facts, note=True)
