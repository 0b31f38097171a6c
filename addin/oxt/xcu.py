"""Configuration files of LibreOffice as text that can be read in a diff."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from kpi.model import Bilingual

OOR = "http://openoffice.org/2001/registry"
LOCALES = {"en": "en", "zh": "zh"}  # zh serves zh-CN and zh-TW alike
ET.register_namespace("oor", OOR)


def component(name: str) -> ET.Element:
    """The root of one configuration file."""
    return ET.Element(
        f"{{{OOR}}}component-data", {f"{{{OOR}}}name": name, f"{{{OOR}}}package": "org.openoffice.Office"}
    )


def node(parent: ET.Element, name: str, *, new: bool = False) -> ET.Element:
    """A node; a new one of a set, or one that the configuration has already."""
    found = ET.SubElement(parent, "node", {f"{{{OOR}}}name": name})
    if new:
        found.set(f"{{{OOR}}}op", "replace")
    return found


def prop(parent: ET.Element, name: str, value: str) -> ET.Element:
    """A property with one value."""
    found = ET.SubElement(parent, "prop", {f"{{{OOR}}}name": name})
    ET.SubElement(found, "value").text = value
    return found


def told(parent: ET.Element, name: str, text: Bilingual) -> None:
    """A property with a text for each language."""
    by_locale(parent, name, {locale: text[language] for language, locale in LOCALES.items()})


def by_locale(parent: ET.Element, name: str, texts: Mapping[str, str]) -> None:
    """A property with a text for each locale."""
    found = ET.SubElement(parent, "prop", {f"{{{OOR}}}name": name})
    for locale, text in texts.items():
        ET.SubElement(found, "value", {"xml:lang": locale}).text = text


def written(root: ET.Element) -> str:
    """The file."""
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
