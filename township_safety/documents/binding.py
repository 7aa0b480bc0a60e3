"""Several papers bound into one file with page numbers of the whole; runs in the child process."""

import io

import pypdfium2

from township_safety.documents import pdf

_HEAD_END = "</head>"


def page_counts(htmls: tuple[str, ...]) -> tuple[int, ...]:
    """How many pages each of the papers has."""
    return tuple(len(pdf._laid_out(html, None).pages) for html in htmls)  # noqa: SLF001 -- same engine


def bound(htmls: tuple[str, ...], firsts: tuple[int, ...]) -> bytes:
    """One file; `firsts` are the numbers of the papers' first pages, 0 where none is printed.

    The number of the whole stands in the outer corner above; each paper keeps its own below.
    """
    numbered = [
        html.replace(_HEAD_END, _numbering(first) + _HEAD_END, 1) if first else html
        for html, first in zip(htmls, firsts, strict=True)
    ]
    return pdf.render_pdf(*numbered)


def _numbering(first: int) -> str:
    return (
        "<style>@page{counter-increment:whole;@top-right{content:'档 ' counter(whole);"
        "font:10pt 'GW Song',serif}}"
        f"@page:first{{counter-reset:whole {first - 1};counter-increment:whole}}</style>"
    )


def joined(parts: tuple[bytes, ...]) -> bytes:
    """Finished files one behind the other."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        with pypdfium2.PdfDocument(part) as some:
            whole.import_pages(some)
    file = io.BytesIO()
    whole.save(file)
    return file.getvalue()
