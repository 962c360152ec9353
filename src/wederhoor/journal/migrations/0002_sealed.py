from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("line", "journal_line_forgets_both_or_neither"),
        migrations.AddConstraint(
            "line",
            models.CheckConstraint(
                condition=Q(salt=None) | Q(payload_bytes__isnull=False), name="journal_line_forgets_the_salt_too"
            ),
        ),
    ]
