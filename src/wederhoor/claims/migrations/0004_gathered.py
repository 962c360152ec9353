from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_sealed")]

    operations = [
        migrations.AddField("claim", "gathered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("claim", "unfetched", models.JSONField(default=list)),
    ]
