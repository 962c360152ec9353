from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_cosignature")]

    operations = [
        migrations.CreateModel(
            "Stamp",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("authority", models.CharField(max_length=400)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("held", "Held"), ("refused", "Refused")],
                        default="waiting",
                        max_length=64,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField()),
                ("token", models.BinaryField(null=True)),
                ("at", models.DateTimeField(null=True)),
                ("why", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("size", "authority"), name="journal_stamp_once"),
                    models.CheckConstraint(
                        condition=Q(state="held", token__isnull=False, at__isnull=False)
                        | (~Q(state="held") & Q(token=None)),
                        name="journal_stamp_held_is_there",
                    ),
                ],
                "indexes": [
                    models.Index(fields=("next_at",), condition=~Q(state="held"), name="journal_stamp_next"),
                ],
            },
        ),
    ]
