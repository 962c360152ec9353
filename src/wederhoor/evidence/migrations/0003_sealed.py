from django.db import migrations, models

import wederhoor.evidence.sealing
from wederhoor.evidence.sealing import sealing_column


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_sealing")]

    operations = [
        migrations.AddField("exhibit", "key", models.CharField(max_length=64, blank=True, default=""), preserve_default=False),
        migrations.AddField("exhibit", "crc32", models.BigIntegerField(null=True)),
        sealing_column("exhibit", "facts", wederhoor.evidence.sealing.SealedJSON(default=dict)),
        sealing_column("exhibit", "text", wederhoor.evidence.sealing.SealedText(blank=True)),
    ]
