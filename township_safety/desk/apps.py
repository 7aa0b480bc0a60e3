from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "township_safety.desk"
    verbose_name = "工作台"
