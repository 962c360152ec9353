from django.db import migrations

from wederhoor.pages.guards import statements


def guard(apps, schema_editor):
    for statement in statements():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
