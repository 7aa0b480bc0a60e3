from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "township_safety.register"
    verbose_name = "基础台账"
