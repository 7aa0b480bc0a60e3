from django.apps import AppConfig
from django.forms import Field


class OrganisationConfig(AppConfig):
    name = "township_safety.organisation"
    verbose_name = "机构与账号"

    def ready(self) -> None:
        # Django's own sentence only states that the field is required.
        Field.default_error_messages["required"] = "请填写这一项。"
