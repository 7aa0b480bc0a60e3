"""What the law demands of a major hazard: a plan of six points, and five things assured."""

from __future__ import annotations

from typing import Any

from django.db import models

# 现状及产生原因、危害程度和整改难易程度, then the six points of the plan.
PLAN = (
    "cause",
    "harm",
    "plan_goals",
    "plan_methods",
    "plan_resources",
    "plan_people",
    "plan_schedule",
    "plan_safeguards",
)
LENGTH = 2000
# 五落实: each is assured when one of these columns says something.
ASSURED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("责任", ("responsible_person", "plan_people")),
    ("措施", ("plan_methods", "measures")),
    ("资金", ("plan_resources", "funds")),
    ("时限", ("due_on", "plan_schedule")),
    ("预案", ("plan_safeguards",)),
)


class PlannedModel(models.Model):
    cause = models.TextField("现状及产生原因", blank=True, max_length=LENGTH)
    harm = models.TextField("危害程度和整改难易程度", blank=True, max_length=LENGTH)
    plan_goals = models.TextField("治理的目标和任务", blank=True, max_length=LENGTH)
    plan_methods = models.TextField("采取的方法和措施", blank=True, max_length=LENGTH)
    plan_resources = models.TextField("经费和物资的落实", blank=True, max_length=LENGTH)
    plan_people = models.TextField("负责治理的机构和人员", blank=True, max_length=LENGTH)
    plan_schedule = models.TextField("治理的时限和要求", blank=True, max_length=LENGTH)
    plan_safeguards = models.TextField("安全措施和应急预案", blank=True, max_length=LENGTH)

    class Meta:
        abstract = True

    @property
    def assured(self) -> list[tuple[str, str]]:
        """五落实, each with whether it is so."""
        row: Any = self
        return [
            (word, "已落实" if any(getattr(row, name) for name in names) else "未落实")
            for word, names in ASSURED
        ]
