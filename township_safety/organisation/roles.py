"""The roles of people in an office."""

from django.db import models


class Role(models.TextChoices):
    LEADER = "leader", "主要领导"
    DEPUTY = "deputy", "分管领导"
    CLERK = "clerk", "安办工作人员"
    VILLAGE = "village", "村（社区）安全员"
    STATION = "station", "站所联络员"
    VIEWER = "viewer", "上级查看"
    AUDITOR = "auditor", "审计"
    ADMIN = "admin", "系统管理员"
