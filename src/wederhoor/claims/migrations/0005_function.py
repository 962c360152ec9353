from django.db import migrations, models

CHANNELS = ("paste", "mail", "form", "api", "function")


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_gathered")]

    operations = [
        migrations.AlterField("claim", "channel", models.CharField(choices=[(c, c) for c in CHANNELS], max_length=10)),
    ]
