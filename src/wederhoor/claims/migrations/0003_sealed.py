from django.db import migrations

from wederhoor.evidence.sealing import SealedJSON, SealedText, sealing_column


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_words")]

    operations = [
        sealing_column("claim", "message_text", SealedText()),
        sealing_column("statement", "text", SealedText(blank=True)),
        sealing_column("statement", "facts", SealedJSON(default=dict)),
        sealing_column("statement", "demands", SealedJSON(default=list)),
        sealing_column("assessment", "result", SealedJSON(default=dict)),
        sealing_column("note", "text", SealedText()),
    ]
