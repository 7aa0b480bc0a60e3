"""更正说明 as a document of the office: what was said, what is right, and why."""

from __future__ import annotations

from datetime import UTC, datetime, time

from reports.models import Correction, CorrectionLine, RedHead, Report
from reports.models.saying import with_unit
from township_safety.documents import model as paper
from township_safety.documents.numerals import chinese_date

_HEAD = ("序号", "数据", "统计期", "原数", "更正数", "原因")
_WIDTHS = (10.0, 33.0, 30.0, 29.0, 29.0, 25.0)


def correction_document(correction: Correction, lines: list[CorrectionLine]) -> paper.Document:
    """As issued when it was issued, else as it reads now."""
    if correction.document:
        kept = paper.from_json(correction.document)
        assert isinstance(kept, paper.Document)  # noqa: S101 -- narrows the type
        return kept
    report = correction.report
    office = report.office
    title = f"关于《{report.period.label}{report.template}》有关数据的更正说明"
    return paper.Document(
        title=paper.Title((title,)),
        period_label=report.period.label,
        addressee=paper.Addressee(correction.addressee),
        blocks=(
            _said(_opening(report, count=len(lines))),
            _table(lines),
            _said(f"更正原因：{_ended(correction.reason)}"),
            _said("以上数据以本说明更正后的为准。"),
        ),
        signature=paper.Signature(office.signer, correction.dated_on, sealed=True),
        meta=paper.Meta(
            author=office.signer,
            subject=title,
            keywords=("安全生产", "更正说明", report.period.label),
            created_at=datetime.combine(correction.dated_on, time(), tzinfo=UTC),
        ),
        head=paper.RedHead(
            mark=office.red_head_mark or f"{office.signer}文件",
            number=correction.number or f"{office.red_head_word}〔{correction.dated_on.year}〕　号",
        ),
    )


def _opening(report: Report, *, count: int) -> str:
    dress = RedHead.objects.for_offices([report.office_id]).of_report(report)
    number = f"（{dress.number}）" if dress is not None and dress.number else ""
    signed_on = chinese_date(report.frozen.issued_on)
    return (
        f"{signed_on}签发的《{report.period.label}{report.template}》{number}（数据截至{chinese_date(report.last_day)}），"
        f"经核对，有{count}项数据需要更正，现说明如下："
    )


def _table(lines: list[CorrectionLine]) -> paper.Table:
    rows = tuple(
        (
            _cell(str(number)),
            _cell(_named(line), align="left"),
            _cell(_days(line)),
            _cell(with_unit(line.before, line.unit)),
            _cell(with_unit(line.after, line.unit)),
            _cell(line.reason, align="left"),
        )
        for number, line in enumerate(lines, start=1)
    )
    head = (tuple(_cell(text, header=True) for text in _HEAD),)
    return paper.Table("更正数据", "", head, rows, _WIDTHS)


def _named(line: CorrectionLine) -> str:
    """隐患.排查数 without the stop that separates subject and name."""
    return line.label.replace(".", "")


def _days(line: CorrectionLine) -> str:
    first, last = line.figure.first_day, line.figure.last_day
    end = chinese_date(last)
    return f"{chinese_date(first)}至{end.partition('年')[2] if first.year == last.year else end}"


def _cell(text: str, *, align: paper.Align = "center", header: bool = False) -> paper.TableCell:
    return paper.TableCell((paper.TextRun(text),), align=align, header=header)


def _said(text: str) -> paper.Paragraph:
    return paper.Paragraph((paper.TextRun(text),))


def _ended(text: str) -> str:
    said = text.strip()
    return said if said[-1:] in "。！？" else f"{said}。"
