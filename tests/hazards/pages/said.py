"""What the clerk types about a hazard."""

from hazards.models.plan import PLAN

SAID = {
    "found_on": "2024-03-05",
    "description": "插座外壳破损",
    "grade": "general",
    "rectify_mode": "within_limit",
}
MAJOR = {
    "grade": "major",
    "responsible_unit": "测试厂",
    "responsible_person": "某乙",
    **{name: f"{name}已写明" for name in PLAN},
}
