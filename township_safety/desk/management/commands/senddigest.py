"""Sends today's digests and tries again what did not go out; for the system's own scheduler."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from township_safety.desk.digest.sending import send_due
from township_safety.desk.models import Push


class Command(BaseCommand):
    help = "发出今天的待办汇总，重试没有发出的。由系统的定时任务每几分钟运行一次，一天只发一次。"

    def handle(self, *args: Any, **options: Any) -> None:
        for delivery in send_due(at=timezone.now()):
            last = delivery.attempts.last()
            words = f"（{last.words}）" if last and last.words else ""
            state = Push.State(delivery.state).label
            self.stdout.write(f"{delivery.channel} {delivery.for_day} {state}{words}")
