"""Writes hazards/workflow.md from the transition table."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hazards import workflow
from hazards.workflow import OTHER_ROLES, TRANSITIONS, Action
from township_safety.organisation.roles import Role


class Command(BaseCommand):
    help = "把隐患流转表画成图，写入 hazards/workflow.md"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", default=Path(workflow.__file__).with_suffix(".md"))

    def handle(self, *args: Any, **options: Any) -> None:
        Path(options["output"]).write_text("\n".join(_page()), encoding="utf-8")


def _page() -> list[str]:
    return [
        "# 隐患的办理流程",
        "",
        "由 `manage.py workflow_diagram` 从 `hazards/workflow.py` 生成，不要手工修改。",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> 待整改: {Action.REGISTER.label}",
        *_arrows(),
        "```",
        "",
        "| 办理 | 现在的状态 | 办理后 | 谁可以办 |",
        "|---|---|---|---|",
        *_rows(),
        "",
    ]


def _arrows() -> list[str]:
    return [
        f"    {source.label} --> {step.target.label}: {action.label}"
        for action, step in TRANSITIONS.items()
        if step.target is not None
        for source in workflow.Status
        if source in step.sources
    ]


def _rows() -> list[str]:
    rows = [
        f"| {action.label} | {_listed(workflow.Status, step.sources)} "
        f"| {step.target.label if step.target else '不变'} | {_listed(Role, step.roles)} |"
        for action, step in TRANSITIONS.items()
    ]
    others = [
        f"| {action.label} | — | — | {_listed(Role, roles)} |"
        for action, roles in OTHER_ROLES.items()
    ]
    return rows + others


def _listed(order: Any, members: Any) -> str:
    return "、".join(str(member.label) for member in order if member in members)
