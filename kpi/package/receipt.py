"""Every part of a file with its hash before and after, so that anybody can check what was changed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from kpi.package.archive import STEP, Archive, Member
from kpi.package.deflating import inflate
from kpi.package.packing import Packed
from kpi.package.refused import Refused

if TYPE_CHECKING:
    from kpi.package.change import Changed

State = Literal["unchanged", "changed", "added", "removed"]


class ReceiptLine(NamedTuple):
    """One part of the workbook."""

    part: str
    before: str  # SHA-256 of the unpacked content; "" where there is none
    after: str
    state: State
    why: str


def receipt(changed: "Changed") -> tuple[ReceiptLine, ...]:
    """A line for each part, in the order of the file."""
    archive = changed.book.archive
    return tuple(_line(archive, member, changed) for member in archive.members if not member.name.endswith("/"))


def _line(archive: Archive, member: Member, changed: "Changed") -> ReceiptLine:
    try:
        before = _hash(archive.chunks(member))
    except Refused:  # a part that nobody reads may well be damaged; it is copied as it is
        return ReceiptLine(member.name, "", "", "unchanged", "damaged")
    new = changed.new.get(member.name)
    why = changed.why.get(member.name, "")
    if member.name in changed.removed:
        return ReceiptLine(member.name, before, "", "removed", why)
    if new is None:
        return ReceiptLine(member.name, before, before, "unchanged", "")
    return ReceiptLine(member.name, before, _hash_of(new), "changed", why)


def _hash_of(new: Packed) -> str:
    return _hash(inflate(memoryview(b"".join(new.pieces)), STEP))


def _hash(chunks: Iterable[bytes]) -> str:
    from hashlib import sha256  # noqa: PLC0415 - slow to load, and few ask for a receipt

    digest = sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
