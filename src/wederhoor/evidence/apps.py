"""Django's name for this department."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "wederhoor.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.evidence import followers, forgetters, kinds  # noqa: F401  acts, reactions, and what it forgets
