"""What lies on the pages of a PDF, measured in mm."""

import re
import subprocess
from collections import defaultdict
from io import BytesIO
from typing import Any

import pdfplumber

from township_safety.documents.html import render_html
from township_safety.documents.model import Document, plain_text
from township_safety.documents.pdf import render_pdf

MM = 25.4 / 72
# The type area of the upright page.
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0


def pdf_bytes(document: Document, **options: Any) -> bytes:
    return render_pdf(render_html(document, mode="paper"), **options)


def body_lines(page: Any) -> list[list[dict[str, Any]]]:
    """The characters inside the type area, line by line from the top."""
    lines: dict[float, list[dict[str, Any]]] = defaultdict(list)
    for character in page.chars:
        if character["text"].strip() and character["bottom"] * MM < BOTTOM + 2:
            lines[round(character["matrix"][5], 2)].append(character)
    return [
        sorted(lines[height], key=lambda one: one["x0"]) for height in sorted(lines, reverse=True)
    ]


def baselines(page: Any) -> list[float]:
    """Heights of the lines in pt, from the top down."""
    return [line[0]["matrix"][5] for line in body_lines(page)]


def page_number(page: Any) -> list[dict[str, Any]]:
    return [one for one in page.chars if one["top"] * MM > BOTTOM and one["text"].strip()]


def opened(pdf: bytes) -> Any:
    return pdfplumber.open(BytesIO(pdf))


def extracted(pdf: bytes, *options: str) -> str:
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()  # noqa: S603 -- a fixed program on our own file


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def said(document: Document) -> str:
    return squeezed(plain_text(document))


def faces(pdf: bytes) -> list[tuple[str, bool]]:
    """Names of the faces used, without the subset's prefix, and whether they are embedded."""
    listing = subprocess.run(
        ["pdffonts", "-"],  # noqa: S607 -- found on the PATH like every Debian program
        input=pdf,
        capture_output=True,
        check=True,
    ).stdout.decode()
    rows = [line.split() for line in listing.splitlines()[2:]]
    return [(row[0].partition("+")[2], row[-5] == "yes") for row in rows]
