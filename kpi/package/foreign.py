"""What a file is that is not a workbook, so that the sentence can say so."""

from kpi.problems import Problem
from kpi.problems.package import damaged, not_a_workbook, old_format, password_protected

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = b"PK"
FIRST_BYTES = ((b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"{\\rtf", "RTF"), (b"Rar!", "RAR"))
FOLDERS = (("word/", "Word"), ("ppt/", "PowerPoint"), ("content.xml", "OpenDocument"))


def stranger(book: str, data: bytes) -> Problem | None:
    """What is wrong with a file that is no zip at all; None for a zip."""
    if data.startswith(OLE):
        return _ole(book, data)
    if data.startswith(ZIP):
        return None
    for start, kind in FIRST_BYTES:
        if data.startswith(start):
            return not_a_workbook(book, kind)
    return not_a_workbook(book, _kind_of_text(data[:4096]))


def _ole(book: str, data: bytes) -> Problem:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return password_protected(book)
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return old_format(book)
    return not_a_workbook(book, "OLE")


def _kind_of_text(start: bytes) -> str:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return "0 KB"
    if head.startswith((b"<!doctype html", b"<html", b"<table")):
        return "HTML"
    if head.startswith(b"<"):
        return "XML"
    return "?" if b"\0" in start[:512] and not start.startswith((b"\xff\xfe", b"\xfe\xff")) else "CSV / TXT"


def other_package(book: str, names: list[str]) -> Problem:
    """What a zip without a workbook inside is."""
    if any(name.casefold() == "xl/workbook.bin" for name in names):
        return not_a_workbook(book, ".xlsb")
    for start, kind in FOLDERS:
        if any(name.casefold().startswith(start) for name in names):
            return not_a_workbook(book, kind)
    if any(name.casefold() == "[content_types].xml" for name in names):
        return damaged(book, "xl/workbook.xml")
    return not_a_workbook(book, "ZIP")
