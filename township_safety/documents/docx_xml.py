"""Elements of a Word file, spelled shortly. Lengths are in mm or pt, as the names say."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from township_safety.documents.characters import legible

# Twentieths of a point, in which Word measures.
TWIPS_PER_PT = 20
TWIPS_PER_MM = 1440 / 25.4


def element(tag: str, *children: Any, **attributes: str | int) -> Any:
    """<w:tag w:name="value" …>; the prefix w: is added to tag and attributes."""
    found: Any = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), str(value))
    found.extend(children)
    return found


def twips(*, mm: float = 0, pt: float = 0) -> int:
    return round(mm * TWIPS_PER_MM + pt * TWIPS_PER_PT)


def child(parent: Any, tag: str) -> Any:
    """The child of that name, made at the end where it is missing."""
    found = parent.find(qn(f"w:{tag}"))
    if found is None:
        found = element(tag)
        parent.append(found)
    return found


def fonts(face: str) -> Any:
    """The face for every kind of character, so that no theme or default steps in."""
    return element("rFonts", ascii=face, hAnsi=face, eastAsia=face, cs=face, hint="eastAsia")


def run(
    text: str, *, face: str = "", underlined: bool = False, framed: bool = False, size: float = 0
) -> Any:
    properties = element("rPr")
    if face:
        properties.append(fonts(face))
    else:
        properties.append(element("rFonts", hint="eastAsia"))
    if size:
        properties.append(element("sz", val=round(size * 2)))
    if underlined:
        properties.append(element("u", val="single"))
    if framed:
        properties.append(element("bdr", val="single", sz=4, space=0, color="000000"))
    said = element("t")
    said.text = legible(text)
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("r", properties, said)


def tab() -> Any:
    return element("r", element("tab"))


def line_break() -> Any:
    return element("r", element("br"))


def field(code: str, *, face: str, size: float) -> list[Any]:
    """Runs of a field such as PAGE, which Word fills in."""
    parts = []
    for kind in ("begin", "", "separate", "shown", "end"):
        one = run("1" if kind == "shown" else "", face=face, size=size)
        if kind == "":
            instruction = element("instrText")
            instruction.text = f" {code} "
            one.append(instruction)
        elif kind != "shown":
            one.append(element("fldChar", fldCharType=kind))
        if kind != "shown":
            one.remove(one.find(qn("w:t")))
        parts.append(one)
    return parts


# The order in which a paragraph's properties must stand (ECMA-376, 17.3.1.26).
PARAGRAPH_ORDER = (
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "pBdr",
    "tabs",
    "snapToGrid",
    "spacing",
    "ind",
    "jc",
    "sectPr",
)


def paragraph(style: str, *children: Any, **properties: Any) -> Any:
    """`properties` are elements by their names; they are put into their order."""
    first = element("pPr", element("pStyle", val=style))
    first.extend(properties[name] for name in PARAGRAPH_ORDER if name in properties)
    return element("p", first, *children)
