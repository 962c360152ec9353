"""Django's name for this department."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "wederhoor.claims"
    label = "claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.claims import followers, forgetting, kinds  # noqa: F401  acts, reactions, and what it forgets
