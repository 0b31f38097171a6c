"""What a .xlsm or .xlam of ours has to be, as far as it can be told without Excel; a broken rule is a line.

Microsoft's Open XML SDK judges the XML (`tests.judges.sdk_errors`, slow, asked apart). Here stands what it
does not look at: the VBA project, code names, ribbon callbacks, and how they fit together.
"""

import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from posixpath import dirname, join, normpath
from xml.etree import ElementTree as ET

from pyvbaanalysis import ConditionalCompilationEnvironment, ModuleInput, ModuleSymbolKind, analyze_project

from tests.excel import blocks, olevba
from tests.excel.reading import CompoundFile, decompressed, records, revealed

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RIBBON_LINK = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
PROJECT_LINK = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
CONTENT = {
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
    "xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
INFORMATION = (0x01, 0x02, 0x14, 0x03, 0x04, 0x05, 0x40, 0x06, 0x3D, 0x07, 0x08, 0x09, 0x0C, 0x3C)
REFERENCE, MODULES = (0x16, 0x3E, 0x0D), (0x0F, 0x13)
MODULE = (0x19, 0x47, 0x1A, 0x32, 0x1C, 0x48, 0x31, 0x1E, 0x2C)
CLASSES = {
    "ThisWorkbook": "0{00020819-0000-0000-C000-000000000046}",
    "worksheet": "0{00020820-0000-0000-C000-000000000046}",
}
NEVER = {  # what no file of ours may say, and why
    r"\bActiveWorkbook\b": "depends on what is in front",
    r"\bApplication\.Caller\b": "depends on the host",
    r"\b(Auto_Open|Workbook_Open|Auto_Close)\b": "runs unasked",
    r"\b(Shell|CreateObject|GetObject|Environ)\b": "reaches beyond Excel",
    r"\bEvaluate\(\"": "computes a text",
}
ONLY_IN_ADDIN = {r"\bDeclare\b": "a library", r"[A-Za-z]:\\": "a path", r"\.dll\b": "a library", r"\bpython": "a program"}
CALLBACKS = {  # of customUI attributes: the parameters of the procedure
    "onAction": r"control As IRibbonControl",
    "getLabel": r"control As IRibbonControl, ByRef \w+",
    "getEnabled": r"control As IRibbonControl, ByRef \w+",
    "getVisible": r"control As IRibbonControl, ByRef \w+",
    "onLoad": r"ribbon As IRibbonUI",
}
ONLY_ON_MAC = """\
Attribute VB_Name = "OnlyOnMac"
Option Explicit

Public Function AppleScriptTask(script As String, handler As String, parameter As String) As String
    AppleScriptTask = script & handler & parameter
End Function
"""  # what VBA has there by itself, and the analyser does not know
PROCEDURE = re.compile(r"^(Public |Private |)(Function|Sub) (\w+)\((.*)\)", re.MULTILINE)
MAC = ConditionalCompilationEnvironment({"Mac": 1, "VBA7": 1, "Win64": 1, "Win32": 0})
NARROW = ConditionalCompilationEnvironment({"Mac": 0, "VBA7": 1, "Win64": 0, "Win32": 1})
WIDE = ConditionalCompilationEnvironment({"Mac": 0, "VBA7": 1, "Win64": 1, "Win32": 1})


def findings(name: str, data: bytes) -> list[str]:
    """Everything that is wrong with a file; the ending of its name says what it should be."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            twice = [part for part, count in Counter(file.namelist()).items() if count > 1]
            parts = {part: file.read(part) for part in file.namelist()}
    except zipfile.BadZipFile as error:
        return [f"zip: {error}"]
    found = [f"zip: {part} stands twice" for part in twice]
    found += package(name, parts)
    if "xl/vbaProject.bin" not in parts:
        return [*found, "no VBA project"]
    try:
        container = CompoundFile(parts["xl/vbaProject.bin"])
        project = Project(container)
    except (ValueError, KeyError, IndexError, struct.error) as error:
        return [*found, f"VBA project: {error!r}"]
    found += [*container.findings, *project.findings(), *code_names(parts, project), *source(name, parts, project)]
    return [*found, *ribbon(parts, project), *wizard(parts, project)]


# The package -------------------------------------------------------------------


def package(name: str, parts: dict[str, bytes]) -> Iterator[str]:
    types = ET.fromstring(parts["[Content_Types].xml"])
    default = {one.get("Extension"): one.get("ContentType") for one in types.iter(f"{TYPES}Default")}
    override = {one.get("PartName", "").lstrip("/"): one.get("ContentType") for one in types.iter(f"{TYPES}Override")}
    for part in parts:
        if part != "[Content_Types].xml" and part not in override and part.rpartition(".")[2] not in default:
            yield f"package: {part} has no content type"
    yield from (f"package: a content type for {part}, which is not there" for part in override.keys() - parts.keys())
    if override.get("xl/workbook.xml") != CONTENT[name.rpartition(".")[2]]:
        yield "package: the content type of the workbook does not fit its name"
    if override.get("xl/vbaProject.bin") != "application/vnd.ms-office.vbaProject":
        yield "package: the VBA project has another content type"
    for part in parts:
        if part.endswith(".rels"):
            yield from relationships(part, parts)
    if [kind for kind, _ in links("xl/_rels/workbook.xml.rels", parts)].count(PROJECT_LINK) != 1:
        yield "package: the workbook does not lead to the VBA project"


def links(part: str, parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Type and target of the relationships inside the file."""
    base = dirname(dirname(part))
    for one in ET.fromstring(parts.get(part, b"<none/>")):
        if one.get("TargetMode") != "External":
            yield one.get("Type", ""), normpath(join("/", base, one.get("Target", ""))).lstrip("/")


def relationships(part: str, parts: dict[str, bytes]) -> Iterator[str]:
    for _, target in links(part, parts):
        if target not in parts:
            yield f"package: {part} leads to {target}, which is not there"
    ids = Counter(one.get("Id") for one in ET.fromstring(parts[part]))
    yield from (f"package: {part} uses the id {one} twice" for one, count in ids.items() if count > 1)


# The VBA project ---------------------------------------------------------------


class Project:
    """A VBA project as read by code that is not the writer's."""

    def __init__(self, container: CompoundFile) -> None:
        self.streams = container.streams
        self.records = list(records(decompressed(self.streams["VBA/dir"])))
        self.names = [content.decode("cp1252") for kind, content in self.records if kind == 0x19]
        kinds = [kind for kind, _ in self.records if kind in {0x21, 0x22}]
        self.documents = [name for name, kind in zip(self.names, kinds, strict=True) if kind == 0x22]
        self.text = {name: decompressed(self.streams[f"VBA/{name}"]).decode("latin-1") for name in self.names}

    def procedures(self) -> dict[tuple[str, str], tuple[str, str, str]]:
        """Visibility, kind and parameters by module and name."""
        return {
            (name, one[3]): (one[1].strip() or "Public", one[2], one[4])
            for name, text in self.text.items()
            for one in PROCEDURE.finditer(text.replace(" _\r\n", " "))
        }

    def findings(self) -> Iterator[str]:
        wanted = {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT", *(f"VBA/{name}" for name in self.names)}
        yield from (f"VBA project: stream {name}" for name in sorted(wanted ^ self.streams.keys()))
        if self.streams.get("VBA/_VBA_PROJECT") != bytes.fromhex("cc61ffff000000"):
            yield "VBA project: _VBA_PROJECT is not that of a project without compiled code"
        yield from self.order()
        yield from self.declared()
        both = b"".join(name.encode() + b"\0" + name.encode("utf-16-le") + b"\0\0" for name in self.names)
        if self.streams.get("PROJECTwm") != both + b"\0\0":
            yield "VBA project: PROJECTwm names other modules"

    def order(self) -> Iterator[str]:
        """The records of `dir` follow the grammar, and say the same twice."""
        kinds = [kind for kind, _ in self.records]
        expected = [*INFORMATION, *REFERENCE * 2, *MODULES]
        for name in self.names:
            expected += [*MODULE, 0x22 if name in self.documents else 0x21, 0x2B]
        if kinds != [*expected, 0x10]:
            yield "VBA project: the records of dir are not in order"
        content = dict(self.records)
        if content.get(3) != (1252).to_bytes(2, "little"):
            yield "VBA project: another code page than 1252"
        if int.from_bytes(content.get(0x0F, b""), "little") != len(self.names):
            yield "VBA project: the number of modules is wrong"
        if any(kind == 0x31 and number != bytes(4) for kind, number in self.records):
            yield "VBA project: source does not begin where its stream does"
        for kind, plain, wide in ((0x19, 0x19, 0x47), (0x1A, 0x1A, 0x32), (0x16, 0x16, 0x3E)):
            pairs = zip((c for k, c in self.records if k == plain), (c for k, c in self.records if k == wide), strict=True)
            if any(one.decode("cp1252") != two.decode("utf-16-le") for one, two in pairs):
                yield f"VBA project: record {kind:#x} says two things"
        libraries = [one for kind, one in self.records if kind == 0x0D]
        for known in (b"{00020430-0000-0000-C000-000000000046}", b"{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}"):
            if not any(known in one for one in libraries):
                yield f"VBA project: no reference to {known.decode()}"

    def declared(self) -> Iterator[str]:
        """The stream PROJECT says what `dir` says, and locks nothing."""
        lines = self.streams["PROJECT"].decode("cp1252").split("\r\n")
        listed = [line for line in lines if line.startswith(("Document=", "Module=", "Class="))]
        wanted = [
            f"Document={name}/&H00000000" if name in self.documents else f"Module={name}" for name in self.names
        ]
        if listed != wanted:
            yield "VBA project: PROJECT lists other modules than dir"
        values = dict(line.split("=", 1) for line in lines if "=" in line)
        key = sum(values.get("ID", "").strip('"').encode()) & 0xFF
        for name, data in {"CMG": bytes(4), "DPB": bytes(1), "GC": b"\xff"}.items():
            try:
                good = revealed(values.get(name, "").strip('"')) == (key, data)
            except (ValueError, IndexError, OverflowError):
                good = False
            if not good:
                yield f"VBA project: {name} locks the project"


def code_names(parts: dict[str, bytes], project: Project) -> Iterator[str]:
    """Every sheet has a module of its code name, and the other way round."""
    book = ET.fromstring(parts["xl/workbook.xml"])
    name_of_book = book.find(f"{MAIN}workbookPr").get("codeName")
    names = [name_of_book or "(none)"]
    targets = {one.get("Id"): one.get("Target") for one in ET.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    for sheet in book.iter(f"{MAIN}sheet"):
        properties = ET.fromstring(parts[f"xl/{targets[sheet.get(RID)]}"]).find(f"{MAIN}sheetPr")
        names.append((properties.get("codeName") if properties is not None else None) or "(none)")
    if names != project.documents:
        yield f"code names: the workbook has {names}, the project {project.documents}"
    for name in project.documents:
        wanted = CLASSES["ThisWorkbook" if name == name_of_book else "worksheet"]
        if f'Attribute VB_Base = "{wanted}"' not in project.text[name]:
            yield f"code names: {name} has another class"


# The source --------------------------------------------------------------------


def source(name: str, parts: dict[str, bytes], project: Project) -> Iterator[str]:
    if olevba.modules("vbaProject.bin", parts["xl/vbaProject.bin"]) != project.text:
        yield "source: olevba reads another text"
    for module, text in project.text.items():
        lines = text.split("\r\n")
        if not text.isascii():
            yield f"{module}: not plain ASCII"
        if "\n" in "".join(lines) or "\r" in "".join(lines):
            yield f"{module}: line ends other than CRLF"
        if max(map(len, lines)) > 1023:
            yield f"{module}: a line is too long for the editor"
        if lines[0] != f'Attribute VB_Name = "{module}"':
            yield f"{module}: does not begin with its name"
        if module not in project.documents and "Option Explicit" not in lines:
            yield f"{module}: no Option Explicit"
        yield from (f"{module}: {one}" for one in blocks.findings(text))
        code = "\n".join(line.split(" '")[0] for line in lines if not re.match(r"\s*'|Attribute ", line))
        forbidden = NEVER if name.endswith("xlam") else NEVER | ONLY_IN_ADDIN
        yield from (f"{module}: {reason}" for pattern, reason in forbidden.items() if re.search(pattern, code, re.IGNORECASE))
    yield from analysed(project)


def analysed(project: Project) -> Iterator[str]:
    """What a compiler of VBA would say, on Windows of either width and on a Mac."""
    for system, environment in {"64 bit": WIDE, "32 bit": NARROW, "Mac": MAC}.items():
        texts = project.text | ({"OnlyOnMac": ONLY_ON_MAC} if system == "Mac" else {})
        inputs = [ModuleInput(name, kind_of(name, project), text) for name, text in texts.items()]
        for module, diagnostics in analyze_project(inputs, conditional_compilation=environment).items():
            if module in project.text:
                yield from (f"{module} ({system}): {one.code}: {one.message}" for one in diagnostics)


def kind_of(name: str, project: Project) -> ModuleSymbolKind:
    return ModuleSymbolKind.DOCUMENT if name in project.documents else ModuleSymbolKind.STANDARD


# Ribbon and wizard -------------------------------------------------------------


def ribbon(parts: dict[str, bytes], project: Project) -> Iterator[str]:
    targets = [target for kind, target in links("_rels/.rels", parts) if kind == RIBBON_LINK]
    there = [part for part in parts if part.startswith("customUI/") and part.endswith(".xml")]
    if targets != there:
        yield f"ribbon: the package leads to {targets} and has {there}"
    for part in there:
        try:
            root = ET.fromstring(parts[part])
        except ET.ParseError as error:
            yield f"ribbon: {error}"
            continue
        if root.tag != f"{UI}customUI":
            yield "ribbon: another namespace than that of customUI14"
        yield from controls(root, project)


def controls(root: ET.Element, project: Project) -> Iterator[str]:
    procedures = project.procedures()
    ids = Counter(one.get("id") for one in root.iter() if one.get("id"))
    yield from (f"ribbon: the id {one} stands {count} times" for one, count in ids.items() if count > 1)
    for one in root.iter():
        kind = one.tag.partition("}")[2]
        if kind in {"tab", "group", "button"} and not (one.get("id") or one.get("idMso")):
            yield f"ribbon: a {kind} without an id"
        if kind in {"tab", "group", "button"} and not (one.get("label") or one.get("getLabel") or one.get("idMso")):
            yield f"ribbon: {one.get('id')} without a label"
        for said in ("label", "supertip", "screentip", "image", "enabled", "visible"):
            if one.get(said) and one.get(f"get{said.capitalize()}"):
                yield f"ribbon: {one.get('id')} has {said} twice"
        if kind == "button":
            yield from button(one)
        for attribute, parameters in CALLBACKS.items():
            if one.get(attribute):
                yield from called(one.get(attribute, ""), parameters, procedures)


def button(one: ET.Element) -> Iterator[str]:
    for wanted in ("onAction", "imageMso", "supertip"):
        if not one.get(wanted):
            yield f"ribbon: {one.get('id')} has no {wanted}"
    if len(one.get("supertip", "")) > 1024:
        yield f"ribbon: {one.get('id')} says more than 1024 characters"
    for said in ("label", "supertip"):
        text = one.get(said, "")
        if not (re.search("[\u4e00-\u9fff]", text) and re.search("[A-Za-z]{3}", text)):
            yield f"ribbon: {one.get('id')}: {said} is not in both languages"


def called(target: str, parameters: str, procedures: dict[tuple[str, str], tuple[str, str, str]]) -> Iterator[str]:
    module, _, name = target.rpartition(".")
    visibility, kind, declared = procedures.get((module, name), ("", "", ""))
    if (visibility, kind) != ("Public", "Sub"):
        yield f"ribbon: there is no public procedure {target}"
    elif not re.fullmatch(parameters, declared):
        yield f"ribbon: {target} takes ({declared})"


def wizard(parts: dict[str, bytes], project: Project) -> Iterator[str]:
    """The help of functions fits the functions."""
    book = ET.fromstring(parts["xl/workbook.xml"])
    described = {one.get("name"): one for one in book.iter(f"{X14}definedName")}
    public = {
        name: declared.split(", ") if declared else []
        for (module, name), (visibility, kind, declared) in project.procedures().items()
        if kind == "Function" and visibility == "Public" and "Option Private Module" not in project.text[module]
    }
    if described.keys() != public.keys():
        yield f"wizard: help for {sorted(described)}, functions {sorted(public)}"
    for name in described.keys() & public.keys():
        lines = list(described[name].iter(f"{X14}argumentDescription"))
        (holder,) = described[name].iter(f"{X14}argumentDescriptions")
        counted = [str(number) for number in range(len(public[name]))]
        if [one.get("index") for one in lines] != counted or holder.get("count") != str(len(counted)):
            yield f"wizard: {name} has {len(counted)} arguments, and help for {len(lines)}"
        if any(not 0 < len(one.text or "") <= 255 for one in lines):
            yield f"wizard: {name}: help of an argument is empty or longer than 255 characters"
        text = "".join(project.text.values())
        said = re.search(rf'Attribute {name}\.VB_Description = "(.*)"\r', text)
        if said is None or not 0 < len(said[1].replace('""', '"')) <= 255:
            yield f"wizard: {name} has no help, or more than 255 characters"
        if f'Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n20"' not in text:
            yield f"wizard: {name} stands in another group"
    groups = [(one.get("builtInGroupCount"), [g.get("name") for g in one]) for one in book.iter(f"{MAIN}functionGroups")]
    if groups != [("19", ["KPI"])]:
        yield f"wizard: groups {groups}"
    for one in book.iter(f"{MAIN}definedName"):
        if one.get("name", "").startswith("KPI_") and not re.fullmatch(r'"[^"]{1,255}"', one.text or ""):
            yield f"texts: {one.get('name')} is no text that VBA can read from a name"
