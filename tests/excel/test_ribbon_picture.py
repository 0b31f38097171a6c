"""The drawing of the ribbon in README is that of the ribbon, in both languages."""

from itertools import pairwise
from xml.etree import ElementTree as ET

from addin.excel.ribbon import callback, ribbon_buttons
from kpi.model import LANGUAGES
from tests.ribbon_picture import ICONS, PICTURE, RIBBON, picture

SVG = "{http://www.w3.org/2000/svg}"


def test_the_committed_drawing_is_what_the_ribbon_gives() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(RIBBON.read_text(encoding="utf-8"))


def test_every_button_is_drawn_once_with_an_icon_and_both_labels_and_none_overlaps() -> None:
    root = ET.fromstring(PICTURE.read_text(encoding="utf-8"))
    drawn = {str(group.get("id")): group for group in root.findall(f"{SVG}g")}
    assert list(drawn) == [f"{callback(button)}Button" for button in ribbon_buttons()] == list(ICONS)
    middles = []
    for button in ribbon_buttons():
        texts = drawn[f"{callback(button)}Button"].findall(f"{SVG}text")
        assert {one.text for one in texts} == {button.label[language] for language in LANGUAGES}
        middles.append(float(str(texts[0].get("x"))))
    assert middles == sorted(middles)
    assert min(after - before for before, after in pairwise(middles)) > 60
