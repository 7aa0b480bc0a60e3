"""Compose a report and render it to a file."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import annex, annexes
from reports.commissions import NotFound, commission, days_of, office_named, template_named
from reports.composing import Composition, compose
from reports.freezing.serving import paper_of
from reports.freezing.sources import recomposed
from reports.models import IssuedReport, Series
from reports.text import WordingProblem
from township_safety.documents.glyphs import MissingGlyphs
from township_safety.documents.html import render_html
from township_safety.documents.model import Document, digest, plain_text, to_json
from township_safety.documents.rendering import docx_of, pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation.models import Office
from township_safety.periods import Period, PeriodProblem


@dataclass(frozen=True)
class _Written:
    """A text, and the paper that files are made of: an issued one may carry its digest."""

    composition: Composition
    paper: Document
    substitute: bool = False


class Command(BaseCommand):
    help = "编制报告并输出为文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--issued",
            type=int,
            help="已签发报告的编号（网址中的数字）：不看台账，用定稿时保存的数据重新编写",
        )
        parser.add_argument("--template", help="模板代码，如 monthly、half_year")
        parser.add_argument("--period", help="如 2024-04、2024-H1、2024")
        parser.add_argument("--from", dest="first_day", type=date.fromisoformat, help="起始日期")
        parser.add_argument("--cut-off", type=date.fromisoformat, help="数据截至日")
        parser.add_argument(
            "--about", default="", help="报告对象：行业代码，或者专项行动、重要时段的记录号"
        )
        parser.add_argument("--township", help="单位名称；只有一个单位时不用写")
        parser.add_argument("--format", choices=[*_RENDERERS, "xlsx"], default="pdf")
        parser.add_argument(
            "--output", type=Path, help="输出文件；不写时输出到屏幕（PDF、Word、Excel 须写）"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["format"] in {"pdf", "docx", "xlsx"} and options["output"] is None:
            raise CommandError("输出 PDF、Word、Excel 请用 --output 写明文件名")
        if options["issued"] is None and not (options["template"] and options["period"]):
            raise CommandError("请写明 --template 和 --period；重新编写定稿的，写 --issued 和编号")
        try:
            written = self._written(options)
            composition = written.composition
            if options["format"] == "xlsx":
                content = _annex(composition, office=office_named(options["township"]))
            else:
                content = _RENDERERS[options["format"]](written)
        except (NotFound, PeriodProblem, WordingProblem, MissingGlyphs, JobFailed) as problem:
            raise CommandError(str(problem)) from None
        if options["output"] is None:
            self.stdout.write(content.decode())
        else:
            options["output"].write_bytes(content)
        self._say(composition)

    def _written(self, options: dict[str, Any]) -> _Written:
        if options["issued"] is not None:
            return _again(options["issued"])
        office = office_named(options["township"])
        template = template_named(options["template"], office=office)
        period = days_of(
            Series.of(office.pk, template, about=options["about"]),
            Period.parse(options["period"]),
            first_day=options["first_day"],
            cut_off=options["cut_off"],
        )
        composition = compose(commission(office, template, period, about=options["about"]))
        return _Written(composition, composition.document)

    def _say(self, composition: Composition) -> None:
        """What does not add up, and what the ledger lacks: on the error stream."""
        for check in composition.checks:
            if not check.holds:
                self.stderr.write(f"数据核对不符：{check.label}（{check.words}）")
        for gap in composition.gaps:
            self.stderr.write(gap)


def _again(number: int) -> _Written:
    issued = IssuedReport.objects.filter(report=number).first()
    if issued is None:
        raise NotFound(f"没有编号为{number}的已签发报告")
    composition = recomposed(issued)
    if digest(composition.document) != issued.digest:
        raise NotFound("用保存的数据重新编写的文稿与定稿不同，请以网页上保存的文件为准")
    # Missing characters were accepted when it was signed.
    return _Written(composition, paper_of(issued, composition.document), substitute=True)


def _json(written: _Written) -> bytes:
    composition = written.composition
    answer = {
        "document": to_json(composition.document),
        "digest": digest(composition.document),
        "checks": [
            {"label": check.label, "holds": check.holds, "numbers": check.words}
            for check in composition.checks
        ],
        "gaps": list(composition.gaps),
    }
    return json.dumps(answer, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _annex(composition: Composition, *, office: Office) -> bytes:
    file = io.BytesIO()
    made = annexes.of_draft(composition, office=office, private=True)
    annex.write_annex(made, target=file, limits=annex.IN_FILE)
    return file.getvalue()


_RENDERERS: dict[str, Callable[[_Written], bytes]] = {
    "html": lambda written: render_html(written.paper, mode="paper").encode(),
    "pdf": lambda written: pdf_of(written.paper, substitute=written.substitute),
    "docx": lambda written: docx_of(written.paper),
    "json": _json,
    "text": lambda written: plain_text(written.composition.document).encode(),
}
