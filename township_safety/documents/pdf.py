"""HTML to PDF: the only import of WeasyPrint.

WeasyPrint by itself opens any file or address a document names, and takes whatever faces the
machine has. Here it can open nothing, and sees only the faces of township_safety/fonts.
"""

# WeasyPrint is untyped.
# mypy: allow-untyped-calls, disable-error-code="no-any-return,misc"

import hashlib
import io
import logging
import os
import re
from functools import cache, lru_cache

from township_safety.documents.health import FONTS
from township_safety.documents.html_heads import FOOT, FOOT_AFTER_BLANK, FOOT_APART

# Read by fontconfig when WeasyPrint is imported; a relative path would be ignored.
os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")

# Only after the faces are named.
import PIL.Image
import PIL.ImageChops
import pypdfium2
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from township_safety.documents import justification

logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)
justification.install()

# The first in the head of a page; text cannot hold one.
STYLE_SHEET = re.compile("<style>(.*?)</style>", re.DOTALL)
# Finer than an office's printer shows in a photograph; a finer picture only makes the file larger.
PICTURE_DPI = 200
DRAWING_DPI = 300
# 108 mm become about 850 pixels.
TALL_DPI = 200
TALL_MARGIN = 30
# The size that a drawing of ours names in its first tag, in pt.
DRAWN_SIZE = re.compile(r'^<svg [^>]* width="([0-9.]+)pt" height="([0-9.]+)pt"')


class ClosedFetcher(URLFetcher):
    """Opens nothing but data written into the document itself."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not url.lower().startswith("data:"):
            raise ValueError("文稿里不能引用外部文件或网址。")
        return super().fetch(url, headers)


@cache
def _faces() -> FontConfiguration:
    """One per process: a new one for each document would never give its memory back."""
    return FontConfiguration()


def render_pdf(
    *htmls: str, title: str = "", author: str = "", pdf_variant: str | None = None
) -> bytes:
    """The same HTML gives the same bytes. Title and author default to those in the first HTML.

    Several papers become one file, each beginning on a page of its own and counting its own pages.
    `pdf_variant` is one of WeasyPrint's, such as "pdf/a-2u" for the archive.
    """
    papers = [_laid_out(html, pdf_variant) for html in htmls]
    document = papers[0].copy([page for paper in papers for page in paper.pages])
    if title:
        document.metadata.title = title
    if author:
        document.metadata.authors = [author]
    identifier = hashlib.sha256("".join(htmls).encode()).hexdigest()[:32].encode()
    pdf: bytes = document.write_pdf(
        pdf_identifier=identifier, pdf_variant=pdf_variant, dpi=PICTURE_DPI
    )
    return pdf


def _laid_out(html: str, pdf_variant: str | None) -> weasyprint.Document:
    if FOOT not in html:
        return _rendered(html, pdf_variant)
    return _footed(html, pdf_variant)[1]


def _footed(html: str, pdf_variant: str | None) -> tuple[str, weasyprint.Document]:
    """版记 belongs on an even page: where the text ends on an odd one, or fills its even one, it
    has a page to itself. A blank page before that, and the page itself, bear no number then.
    """
    here = _rendered(html, pdf_variant)
    if len(here.pages) % 2 == 0:
        return FOOT, here
    apart = _rendered(html.replace(FOOT, FOOT_APART), pdf_variant)
    if not apart.pages[-2]._page_box.page_type.blank:  # noqa: SLF001 -- nowhere else is it said
        return FOOT_APART, apart
    return FOOT_AFTER_BLANK, _rendered(html.replace(FOOT, FOOT_AFTER_BLANK), pdf_variant)


def foot_of(html: str) -> str:
    """Which of the feet in html_heads.py the pages of this HTML have."""
    return _footed(html, None)[0]


def _rendered(html: str, pdf_variant: str | None) -> weasyprint.Document:
    """The style sheet, which is a third of the work, is read once for all papers."""
    found = STYLE_SHEET.search(html)
    sheets = [_style_sheet(found[1])] if found else []
    page = weasyprint.HTML(string=STYLE_SHEET.sub("", html, 1), url_fetcher=ClosedFetcher())
    return page.render(
        font_config=_faces(), stylesheets=sheets, pdf_variant=pdf_variant, dpi=PICTURE_DPI
    )


@lru_cache(maxsize=4)
def _style_sheet(text: str) -> weasyprint.CSS:
    return weasyprint.CSS(string=text, font_config=_faces(), url_fetcher=ClosedFetcher())


def printed(htmls: tuple[str, ...], pdf_variant: str | None = None) -> bytes:
    """`render_pdf` for the child process, which passes positions only."""
    return render_pdf(*htmls, pdf_variant=pdf_variant)


def picture_of(drawing: str) -> bytes:
    """An SVG of ours as PNG, for a Word file."""
    size = DRAWN_SIZE.search(drawing)
    width, height = size.groups() if size else ("442", "300")
    style = f"@page{{size:{width}pt {height}pt;margin:0}}body{{margin:0}}svg{{display:block}}"
    html = f'<html lang="zh-CN"><style>{style}</style>{drawing}'
    page = weasyprint.HTML(string=html, url_fetcher=ClosedFetcher())
    with pypdfium2.PdfDocument(page.write_pdf(font_config=_faces())) as drawn:
        image = drawn[0].render(scale=DRAWING_DPI / 72).to_pil()
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def tall_picture(html: str) -> bytes:
    """The first page as PNG, cut off below its last mark: for a telephone, at twice its width."""
    with pypdfium2.PdfDocument(_rendered(html, None).write_pdf()) as drawn:
        image = drawn[0].render(scale=TALL_DPI / 72).to_pil().convert("RGB")
    white = PIL.Image.new("RGB", image.size, "white")
    box = PIL.ImageChops.difference(image, white).getbbox()
    if box is not None:
        image = image.crop((0, 0, image.width, min(image.height, box[3] + TALL_MARGIN)))
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def warm() -> None:
    """Draw one line, so that the first document does not wait for the faces to be read."""
    render_pdf('<html lang="zh-CN"><body style="font-family:GW Fang">安全</body></html>')
