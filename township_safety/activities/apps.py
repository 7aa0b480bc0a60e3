from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "township_safety.activities"
    verbose_name = "各类台账"
