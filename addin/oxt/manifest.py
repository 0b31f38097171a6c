"""What LibreOffice reads first: the list of parts, and who we are."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from addin.names import IDENTIFIER
from kpi import __version__
from kpi.model import Bilingual

MANIFEST, DESCRIPTION = "META-INF/manifest.xml", "description.xml"
M = "http://openoffice.org/2001/manifest"
D = "http://openoffice.org/extensions/description/2006"
LIBRE = "http://libreoffice.org/extensions/description/2011"
LEAST_OFFICE = "25.2"  # the oldest that the tests run in; older ones bring a Python that is too old
TYPES = {
    ".idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    ".xcu": "application/vnd.sun.star.configuration-data",
    ".py": "application/vnd.sun.star.uno-component;type=Python",
}
TITLE: Bilingual = {"en": "KPI scorecards", "zh": "绩效考核"}
for _prefix, _uri in (("manifest", M), ("d", D), ("l", LIBRE)):
    ET.register_namespace(_prefix, _uri)


def manifest(parts: Sequence[str]) -> str:
    """The parts at the top of the package that LibreOffice registers, types before what uses them."""
    order = list(TYPES)
    known = [part for part in parts if "/" not in part and _ending(part) in TYPES]
    root = ET.Element(f"{{{M}}}manifest")
    for part in sorted(known, key=lambda part: (order.index(_ending(part)), part)):
        attributes = {f"{{{M}}}full-path": part, f"{{{M}}}media-type": TYPES[_ending(part)]}
        ET.SubElement(root, f"{{{M}}}file-entry", attributes)
    return _written(root)


def _ending(part: str) -> str:
    return part[part.rfind(".") :]


def description() -> str:
    """Name, version and what is needed."""
    root = ET.Element(f"{{{D}}}description")
    ET.SubElement(root, f"{{{D}}}identifier", {"value": IDENTIFIER})
    ET.SubElement(root, f"{{{D}}}version", {"value": __version__})
    names = ET.SubElement(root, f"{{{D}}}display-name")
    for language, title in TITLE.items():
        ET.SubElement(names, f"{{{D}}}name", {"lang": language}).text = title
    needs = ET.SubElement(root, f"{{{D}}}dependencies")
    least = {"value": LEAST_OFFICE, f"{{{D}}}name": f"LibreOffice {LEAST_OFFICE}"}
    ET.SubElement(needs, f"{{{LIBRE}}}LibreOffice-minimal-version", least)
    return _written(root)


def _written(root: ET.Element) -> str:
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
