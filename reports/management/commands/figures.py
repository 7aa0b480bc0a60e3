"""Print every figure of a period."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.commissions import NotFound, office_named
from reports.figures import REGISTRY, Request, Scope, Value, evaluate
from reports.past.knowing import known_on
from reports.printing import plain, text_of_value
from township_safety.periods import Period, PeriodProblem


class Command(BaseCommand):
    help = "按统计期列出全部数据项"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, help="如 2024-04、2024-H1、2024")
        parser.add_argument("--cut-off", type=date.fromisoformat, help="数据截至日，如 2024-04-27")
        parser.add_argument(
            "--as-known", type=date.fromisoformat, help="只按这一天以前登记的内容，如 2024-05-01"
        )
        parser.add_argument("--township", help="单位名称；只有一个单位时不用写")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            office = office_named(options["township"])
            period = Period.parse(options["period"])
            if options["cut_off"]:
                period = period.cut(options["cut_off"])
        except (NotFound, PeriodProblem) as problem:
            raise CommandError(str(problem)) from None
        scope = Scope((office.pk,), period)
        known = options["as_known"]
        with known_on(known) if known else nullcontext():
            values = evaluate([Request(key, scope) for key in sorted(REGISTRY.figures)])
        if options["json"]:
            self._print_json(office.name, period, list(values.values()))
        else:
            self._print_lines(office.name, period, list(values.values()))

    def _print_lines(self, office: str, period: Period, values: list[Value]) -> None:
        self.stdout.write(f"{office} {period.label}（{period.first_day}至{period.last_day}）")
        for value in values:
            figure = REGISTRY.get(value.request.key)
            self.stdout.write(f"{figure.key}\t{figure.name}\t{text_of_value(value)}\t{value.unit}")

    def _print_json(self, office: str, period: Period, values: list[Value]) -> None:
        answer = {
            "schema": 1,
            "township": office,
            "period": period.code,
            "first_day": str(period.first_day),
            "last_day": str(period.last_day),
            "figures": [
                {
                    "key": value.request.key,
                    "name": REGISTRY.get(value.request.key).name,
                    "value": plain(value),
                    "unit": value.unit,
                    "filters": {},
                    "rows": value.rows,
                }
                for value in values
            ],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
