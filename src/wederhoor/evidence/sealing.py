"""Columns whose text is sealed under the dossier's key: readable in the program, in no dump of the database.

A row of such a model has ``seal_name``: the name of the key its columns are sealed under. The key is made before the
row. Once it is destroyed the columns read as empty. Text from before sealing is read as it stands.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import migrations, models

from wederhoor.door.keyring import Destroyed
from wederhoor.journal.ring import ring
from wederhoor.ledger.sealed import is_sealed, seal, unseal


class SealedText(models.BinaryField):  # type: ignore[type-arg]  # what it holds in Python is decided by `opened`
    """Text sealed in its column; cannot be searched or compared by the database."""

    def __init__(self, *args: Any, **given: Any) -> None:
        given.setdefault("editable", True)
        super().__init__(*args, **given)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        if value is None:
            return None
        data = bytes(value)
        try:
            return self.read(unseal(data, ring().of) if is_sealed(data) else data)
        except Destroyed:
            return self.read(b"")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        row: Any = model_instance
        value = getattr(row, self.attname)
        if value is None:
            return None
        name: str = row.seal_name
        return seal(self.written(value), name, ring().make(name))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str | dict | list):
            raise TypeError(f"{self.name} is sealed by its row; save the row, and compare nothing with it in a query")
        return super().get_db_prep_value(value, connection, prepared)

    def get_default(self) -> Any:
        if not self.has_default():
            return ""  # asked first: what stands for "no default" can be called as well
        return self.default() if callable(self.default) else self.default

    def read(self, data: bytes) -> Any:
        return data.decode("utf-8", "replace")

    def written(self, value: Any) -> bytes:
        return str(value).encode("utf-8", "replace")


class SealedJSON(SealedText):
    """A list or mapping, sealed in its column as JSON; the field's default is what an erased one reads as."""

    def read(self, data: bytes) -> Any:
        return json.loads(data) if data else self.get_default()

    def written(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class _ToBytes(migrations.AlterField):
    """A column of text or JSON becomes one of bytes; what stands in it stays, and is sealed when its row is saved."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        names = (model._meta.db_table, model._meta.get_field(self.name).column)
        table, column = map(schema_editor.quote_name, names)
        schema_editor.execute(
            f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT, "
            f"ALTER COLUMN {column} TYPE bytea USING convert_to({column}::text, 'UTF8')"
        )


def sealing_column(model: str, name: str, field: SealedText) -> _ToBytes:
    """The migration of a column that held text or JSON."""
    return _ToBytes(model, name, field)
