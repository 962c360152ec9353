"""Django's name for this department."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "wederhoor.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
