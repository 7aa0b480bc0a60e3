"""How high the leader stood who led an inspection or chaired a meeting."""

from django.db import models


class LeaderClass(models.TextChoices):
    MAIN = "main", "党政主要领导"
    IN_CHARGE = "in_charge", "分管领导"
    OTHER = "other", "其他党政领导"
