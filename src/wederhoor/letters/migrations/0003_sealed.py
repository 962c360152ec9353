from django.db import migrations

from wederhoor.evidence.sealing import SealedJSON, SealedText, sealing_column


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_letter_given")]

    operations = [
        sealing_column("letter", "body", SealedText()),
        sealing_column("letter", "citations", SealedJSON(default=list)),
    ]
