from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_sealed")]

    operations = [
        migrations.RemoveField("sealing", "entries"),
        migrations.RemoveField("sealing", "why"),
        migrations.AddField("sealing", "index", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.AddField("sealing", "size", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("sealing", "is_met", models.BooleanField(default=False)),
    ]
