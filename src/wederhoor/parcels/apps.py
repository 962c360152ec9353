"""Django's name for this department."""

from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "wederhoor.parcels"
    label = "parcels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.parcels import forgetting, kinds  # noqa: F401  declares its acts, and what it forgets
