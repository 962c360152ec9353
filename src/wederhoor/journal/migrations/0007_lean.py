from django.db import migrations, models
from django.db.models import Q

# What is written for every line is kept as small as it can be. The address of a hash is its key; no other was ever
# asked for. And a number has an index once there is one: a line that waits is found by another.
_ADDRESSED = """
    ALTER TABLE journal_node DROP COLUMN id;
    ALTER TABLE journal_node DROP CONSTRAINT journal_node_address;
    ALTER TABLE journal_node ADD CONSTRAINT journal_node_address PRIMARY KEY (level, index);
"""
_ADDRESS = models.CompositePrimaryKey(
    "level", "index", blank=True, editable=False, primary_key=True, serialize=False
)


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_auditround")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_ADDRESSED)],
            state_operations=[
                migrations.RemoveConstraint("node", "journal_node_address"),
                migrations.RemoveField("node", "id"),
                migrations.AddField("node", "pk", _ADDRESS),
            ],
        ),
        migrations.AlterField("line", "number", models.BigIntegerField(null=True, editable=False)),
        migrations.AddConstraint(
            "line",
            models.UniqueConstraint(fields=("number",), condition=Q(number__isnull=False), name="journal_line_number"),
        ),
    ]
