"""Django's name for this department."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wederhoor.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wederhoor.accounts import kinds, signals  # noqa: F401  declares its acts, listens to allauth's
