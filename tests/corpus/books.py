"""The corpus: a workbook of ours, extended with one feature after another."""

import re
from collections.abc import Callable, Mapping

from tests.corpus import by_hand, carried, drawn
from tests.corpus.carried import STALE
from tests.corpus.parts import Parts

FEATURES: Mapping[str, Callable[[Parts], None]] = {
    make.__name__: make
    for make in (
        drawn.charts,
        drawn.sparklines,
        drawn.images,
        drawn.text_boxes,
        drawn.buttons,
        drawn.comments,
        drawn.new_formats,
        drawn.header_pictures,
        drawn.pasted_tables,
        by_hand.threaded_comments,
        by_hand.form_controls,
        by_hand.slicers,
        by_hand.pivot_tables,
        by_hand.new_validations,
        carried.macros,
        carried.ribbon,
        carried.custom_xml,
        carried.external_links,
        carried.print_settings,
        carried.properties,
        carried.signature,
        carried.calculation_chain,
        carried.own_formulas,
        carried.revision_marks,
    )
}
REMARK = "已面谈 <一次> & 约定下月"


def extended(data: bytes, feature: str) -> Parts:
    """The workbook with that feature, and with a manager's words and formulas on our sheets."""
    book = Parts.read(data)
    _write_beside(book)
    FEATURES[feature](book)
    return book


def ending(feature: str) -> str:
    return ".xlsm" if feature == "macros" else ".xlsx"


def _write_beside(book: Parts) -> None:
    """A remark in a column of the manager's in 反馈, a note and a formula beside 汇总."""
    text = REMARK.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    feedback, summary = book.sheets()["反馈"], book.sheets()["汇总"]
    remark = rf'\1 t="inlineStr"><is><t>{text}</t></is></c>'
    book.content[feedback] = re.sub(r'(<c r="K7" s="\d+")/>', remark, book.text(feedback)).encode()
    beside = f'<c r="AS5" t="inlineStr"><is><t>{text}</t></is></c><c r="AT5"><f>E5*2</f><v>{STALE}</v></c>'
    book.content[summary] = re.sub(r'(<row r="5".*?)</row>', rf"\1{beside}</row>", book.text(summary), count=1).encode()
