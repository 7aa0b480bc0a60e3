"""Review a text: the figures found in it and what does not hold."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.commissions import NotFound, office_named
from reports.review.against import Match
from reports.review.editing import Edited, edit
from reports.review.files import FileProblem, text_of_file
from reports.review.findings import Finding
from reports.review.reviewing import LONGEST
from township_safety.periods import Period, PeriodProblem


class Command(BaseCommand):
    help = "文稿检查：找出文稿里的数和对不上的地方"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help=".txt 或 .docx 文件；写 - 从标准输入读")
        parser.add_argument("--period", help="统计期，如 2024-04、2024-H1；不写时从文稿里看")
        parser.add_argument("--cut-off", type=date.fromisoformat, help="数据截至日")
        parser.add_argument("--against-ledger", action="store_true", help="与台账逐个核对")
        parser.add_argument("--township", help="单位名称；只有一个单位时不用写")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = _text(options["file"])
            period = Period.parse(options["period"]) if options["period"] else None
            if period and options["cut_off"]:
                period = period.cut(options["cut_off"])
            office = office_named(options["township"]) if options["against_ledger"] else None
        except (FileProblem, NotFound, PeriodProblem) as problem:
            raise CommandError(str(problem)) from None
        edited = edit(text, period=period, office=office)
        if office is not None and edited.review.period is None:
            raise CommandError("文稿里看不出统计期，请用 --period 写明，如 2024-H1")
        if options["json"]:
            self.stdout.write(json.dumps(_as_data(edited), ensure_ascii=False, indent=1))
        else:
            self._print(edited)

    def _print(self, edited: Edited) -> None:
        found = edited.review
        days = found.period.label if found.period else "看不出统计期"
        self.stdout.write(f"{days}：{len(found.counts)}个数，{len(edited.findings)}处要看")
        for number, one, quote in edited.rows:
            line = quote.replace("\n", " ")
            self.stdout.write(f"{number}\t{one.severity_label}\t{one.rule.name}\t“{line}”")
            self.stdout.write(f"\t{one.said}；{one.repair}（{one.rule.source}）")
        for match in edited.matches:
            words = [match.count.before[-12:] + match.count.text, match.verdict_label]
            self.stdout.write("\t".join([*words, match.ledger_text, match.how]).rstrip())


def _text(name: str) -> str:
    if name == "-":
        text = sys.stdin.read()
    else:
        path = Path(name)
        if not path.is_file():
            raise FileProblem(f"没有“{name}”这个文件。")
        text = text_of_file(path.name, path.read_bytes())
    if len(text) > LONGEST:
        raise FileProblem(f"文稿有{len(text)}字，一次最多{LONGEST}字，请分开检查。")
    return text


def _as_data(edited: Edited) -> dict[str, Any]:
    found = edited.review
    return {
        "schema": 1,
        "period": found.period.code if found.period else None,
        "characters": len(found.passage.shown),
        "figures": [
            {
                "text": one.text,
                "number": f"{one.number.normalize():f}",
                "unit": one.unit,
                "about": one.is_about,
                "counted": one.noun,
                "start": one.start,
                "end": one.end,
                "sentence": one.sentence.strip(),
            }
            for one in found.counts
        ],
        "findings": [_finding(one, quote) for _, one, quote in edited.rows],
        "ledger": [_match(one) for one in edited.matches],
    }


def _finding(one: Finding, quote: str) -> dict[str, Any]:
    return {
        "rule": one.rule.code,
        "name": one.rule.name,
        "severity": one.rule.severity,
        "start": one.start,
        "end": one.end,
        "quote": quote,
        "said": one.said,
        "repair": one.repair,
        "why": one.rule.why,
        "source": one.rule.source,
    }


def _match(one: Match) -> dict[str, Any]:
    return {
        "text": one.count.text,
        "start": one.count.start,
        "verdict": one.verdict,
        "key": one.value.request.key if one.value else None,
        "filters": {name: ",".join(codes) for name, codes in one.value.request.scope.filters}
        if one.value
        else {},
        "value": one.ledger_text or None,
        "how": one.how,
    }
