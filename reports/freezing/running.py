"""Signing a report with many rows behind it: beside the page that waits."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from reports.composing import Composition
from reports.freezing.issuing import STEPS, Order, issue
from reports.models import Report
from township_safety import beside
from township_safety.beside import Failed, Progress, Tell
from township_safety.jobs import JobFailed
from township_safety.organisation import opinions
from township_safety.organisation.actions import Refused

# Rows behind one figure from which nobody should wait for an answer to a click.
LONG = 2_000


def is_long(composition: Composition) -> bool:
    return max((value.rows for value in composition.values.values()), default=0) >= LONG


def progress_of(report: Report) -> Progress | None:
    return beside.progress_in(_folder(report))


def forget(report: Report) -> None:
    beside.forget(_folder(report))


def start(order: Order, *, at_once: bool) -> Progress:
    """Sign, beside the page unless `at_once`; the opinion recorded for it goes when refused."""

    def work(tell: Tell) -> str:
        try:
            issue(
                order.report,
                by=order.by,
                on=order.on,
                opinion=order.opinion,
                seen=order.seen,
                accept=order.accept,
                tell=lambda step: tell(STEPS.index(step)) if step in STEPS else None,
            )
        except (Refused, JobFailed) as problem:
            if order.opinion is not None:
                opinions.take_back(order.opinion, by=order.by)
            raise Failed(str(problem)) from problem
        return order.report.get_absolute_url()

    progress = Progress(STEPS, what="issue")
    return beside.run(_folder(order.report), progress, work, at_once=at_once)


def _folder(report: Report) -> Path:
    return Path(settings.DATA_DIR) / "issuing" / str(report.pk)
