"""The shared strings of a workbook, decoded one by one as they are asked for."""

import re
from functools import lru_cache

from kpi.package.grammar import Grammar, grammar
from kpi.package.refused import Refused
from kpi.package.xml import unescaped, unhexed, utf8, without_markup
from kpi.problems.package import damaged

SHORT = 500  # bytes of a text that is known again


class SharedStrings:
    """Text by index; a million unused ones cost next to nothing."""

    def __init__(self, book: str, part: str, data: bytes) -> None:
        self.book = book
        self.part = part
        data = utf8(book, part, data)
        if b"<!" in data:
            data = without_markup(book, part, data)
        root = re.search(rb"<((?:[\w.-]+:)?)sst[\s/>]", data[:4096])
        if not root:
            raise Refused(damaged(book, part))
        self.grammar = grammar(root[1])
        self._items = _split(root[1], data)
        self._texts: dict[bytes | str, str] = {}

    def __getitem__(self, index: bytes | str) -> str:
        """The text that a cell's `<v>` names."""
        text = self._texts.get(index)
        if text is None:
            try:
                item = self._items[int(index)]
                short = len(item) < SHORT
                text = _known_text(self.grammar.prefix, item) if short else rich_text(self.grammar, item)
            except (IndexError, ValueError) as error:
                raise Refused(damaged(self.book, self.part)) from error
            self._texts[index] = text
        return text

    def mention(self, word: str) -> bool:
        """True when some text holds this word of letters and digits."""
        sought = word.encode()
        return any(sought in item for item in self._items)


def _split(prefix: bytes, data: bytes) -> list[bytes]:
    opening, close = b"<" + prefix + b"si", b"</" + prefix + b"si>"
    if data.count(close[:-1]) != data.count(close):
        data = re.sub(re.escape(close[:-1]) + rb"\s+>", close, data)
    blank = re.compile(re.escape(opening) + rb"\s*/>")
    return blank.sub(opening + b">" + close, data).split(close)[:-1]


@lru_cache(maxsize=1 << 13)
def _known_text(prefix: bytes, item: bytes) -> str:
    """The same for the words of a template, which stand in many workbooks."""
    return rich_text(grammar(prefix), item)


def rich_text(grammar: Grammar, item: bytes) -> str:
    """The text of a string item: its runs joined, readings (furigana, pinyin) left out."""
    if b"rPh" in item:
        item = grammar.phonetic.sub(b"", item)
    return unhexed(unescaped(b"".join(grammar.text.findall(item))))
