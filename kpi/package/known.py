"""A value that is known after all, put beside a formula outside the tables whose value no longer held."""

import re
from xml.sax.saxutils import escape

from kpi.package.archive import STEP
from kpi.package.change import Changed
from kpi.package.deflating import inflate
from kpi.package.packing import pack
from kpi.package.structure import needed


def put_value(changed: Changed, table: str, formula: str, text: str) -> None:
    """Gives the text to the cells with that formula and no value, on the sheet of a table."""
    found = changed.book.find(table)
    if found is None:
        return
    part = found[0].part
    content = _content(changed, part)
    inside = f"<f>{escape(formula)}</f>".encode()
    cell = re.compile(rb'(<c r="[A-Z]+[0-9]+"[^<>]*)(>' + re.escape(inside) + rb")(?=</c>)")
    value = f"<v>{escape(text)}</v>".encode()
    new = cell.sub(lambda match: match[1] + b' t="str"' + match[2] + value, content)
    if new != content:
        changed.new[part] = pack([new])
        changed.why.setdefault(part, table)


def _content(changed: Changed, part: str) -> bytes:
    packed, archive = changed.new.get(part), changed.book.archive
    if packed is None:
        return b"".join(archive.chunks(needed(archive, part)))
    return b"".join(inflate(memoryview(b"".join(packed.pieces)), STEP))
