from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "township_safety.organisation"
    verbose_name = "机构与账号"
