from django.apps import AppConfig
from django.forms import (
    ChoiceField,
    Field,
    ModelChoiceField,
    ModelMultipleChoiceField,
    MultipleChoiceField,
)


class OrganisationConfig(AppConfig):
    name = "township_safety.organisation"
    verbose_name = "机构与账号"

    def ready(self) -> None:
        # Django's own sentences only state that the field is required, the choice not valid.
        Field.default_error_messages["required"] = "请填写这一项。"
        many = (ModelMultipleChoiceField, MultipleChoiceField)
        for choice in (ChoiceField, ModelChoiceField, *many):
            choice.default_error_messages["invalid_choice"] = "选的这一项现在不能选，请重新选择。"
