from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0005_signed_at")]

    operations = [
        migrations.CreateModel(
            "AuditRound",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("turn", models.BigIntegerField(unique=True)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("size", models.BigIntegerField()),
                ("number", models.BigIntegerField(default=0)),
                ("peaks", models.BinaryField(default=b"")),
                ("forgotten", models.BigIntegerField(default=0)),
                ("says", models.TextField(blank=True)),
            ],
        ),
    ]
