"""The parts of a paper form as HTML."""

from collections.abc import Callable, Mapping

from township_safety.documents.codes import qr_svg
from township_safety.documents.html_runs import attribute, escaped
from township_safety.documents.model import (
    CellPart,
    Form,
    FormCell,
    FormRow,
    FormTable,
    Note,
    Paragraph,
    Picture,
    Run,
    SealPlace,
    SignatureLine,
)
from township_safety.documents.records import NO_PICTURE, day_line

# For the screen, which may not be given styles.
PIXELS_PER_MM = 96 / 25.4


class Writer:
    """Writes parts with the runs as the document around them writes them."""

    def __init__(
        self, runs: Callable[[tuple[Run, ...]], str], *, paper: bool, sources: Mapping[str, str]
    ) -> None:
        self.runs = runs
        self.paper = paper
        self.sources = sources

    def opening(self, form: Form, title: str) -> list[str]:
        """What stands above the first part; the code goes to the foot of every page."""
        parts = [title]
        if form.heading:
            parts.insert(0, f'<p class="form-heading">{escaped(form.heading)}</p>')
        if form.number:
            named = attribute(form.number)
            parts.append(f'<p class="form-number" data-number="{named}">{named}</p>')
        if form.code:
            code = escaped(form.code)
            parts.insert(0, f'<div class="form-code">{qr_svg(form.code)}<span>{code}</span></div>')
        return parts

    def columns(self, widths: tuple[float, ...]) -> str:
        whole = sum(widths) or 1
        shares = (f"{width / whole:.3%}" for width in widths)
        if self.paper:
            return "".join(f'<col style="width:{share}">' for share in shares)
        return "".join(f'<col width="{share}">' for share in shares)

    def block(self, block: FormTable | Note | CellPart) -> str:
        match block:
            case FormTable():
                return self.table(block)
            case Note():
                return f'<p class="note">{self.runs(block.runs)}</p>'
        return self.part(block)

    def table(self, table: FormTable) -> str:
        head = "".join(map(self._row, table.rows[: table.head]))
        rows = "\n".join(map(self._row, table.rows[table.head :]))
        named = "grid" if table.ruled else "grid plain"
        return (
            f'<table class="{named}"><colgroup>{self.columns(table.widths)}</colgroup>'
            f"{f'<thead>{head}</thead>' if head else ''}<tbody>{rows}</tbody></table>"
        )

    def _row(self, row: FormRow) -> str:
        named = ' class="splits"' if row.splits else ""
        cells = "".join(self._cell(cell, row.height) for cell in row.cells)
        return f"<tr{named}>{cells}</tr>"

    def _cell(self, cell: FormCell, height: float) -> str:
        tag = "th" if cell.label else "td"
        spans = "".join(
            f' {name}="{count}"'
            for name, count in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
            if count > 1
        )
        named = ' class="top"' if cell.top else ""
        if self.paper:
            least = f' style="height:{height:g}mm"'
        else:
            least = f' height="{height * PIXELS_PER_MM:.0f}"'
        return f"<{tag}{spans}{named}{least}>{''.join(map(self.part, cell.parts))}</{tag}>"

    def part(self, part: CellPart) -> str:
        match part:
            case Paragraph():
                return self._paragraph(part)
            case SignatureLine():
                day = f'<span class="day">{escaped(day_line(part.on))}</span>' if part.dated else ""
                return f'<p class="signing"><span>{self.runs(part.runs)}</span>{day}</p>'
            case SealPlace():
                return (
                    f'<div class="seal"><p>{escaped(part.body)}<span class="mark">'
                    f"{escaped(part.mark)}</span></p><p>{escaped(day_line(part.on))}</p></div>"
                )
            case Picture():
                return self._picture(part)

    def _paragraph(self, paragraph: Paragraph) -> str:
        names = [] if paragraph.indent else ["flush"]
        if paragraph.align != "justify":
            names.append(paragraph.align)
        named = f' class="{" ".join(names)}"' if names else ""
        return f"<p{named}>{self.runs(paragraph.runs)}</p>"

    def _picture(self, picture: Picture) -> str:
        """A picture that cannot be decoded shows its alternative text in the same frame."""
        source = self.sources.get(picture.digest)
        if source is None:
            return f'<p class="no-picture">{NO_PICTURE}</p>'
        if self.paper:
            least = f' style="max-height:{picture.height:g}mm"'
        else:
            least = f' height="{picture.height * PIXELS_PER_MM:.0f}"'
        return f'<p class="picture"><img src="{attribute(source)}" alt="{NO_PICTURE}"{least}></p>'
