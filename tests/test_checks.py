"""On doubt the program does not start, and says what to do."""

import pytest
from django.db import connection

from wederhoor import checks
from wederhoor.cli.django import refuse_on_doubt
from wederhoor.supervisor.folder import Unusable

pytestmark = pytest.mark.usefixtures("database")


def numbers() -> list[str]:
    return [fault.id for fault in checks.faults()]


def test_everything_in_order_is_no_fault():
    assert checks.faults() == []
    refuse_on_doubt()


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("URL", "wederhoor.example", "wederhoor.E001"),
        ("URL", "http://127.0.0.1:8000", "wederhoor.E002"),
        ("INSTALLATION", "winkel", "wederhoor.E003"),
        ("SECRET_KEY", "kort", "wederhoor.E004"),
        ("MAIL_URL", "mail.example", "wederhoor.E005"),
        ("HOUSE_ROLE", "niemand", "wederhoor.E014"),
        ("AUTHORITIES", ["https://tsa.example", "tsa.example"], "wederhoor.E017"),
        ("AUTHORITIES", ["https://user:secret@tsa.example"], "wederhoor.E017"),
        ("AUTHORITIES", ["http://[::1"], "wederhoor.E017"),
        ("AUTHORITY_ROOTS", "/nowhere", "wederhoor.E017"),
    ],
)
def test_wrong_setting_is_named_with_a_hint(settings, name, value, number):
    setattr(settings, name, value)
    assert numbers() == [number]
    assert all(fault.hint for fault in checks.faults())
    with pytest.raises(Unusable, match="does not start"):
        refuse_on_doubt()


def test_keys_others_can_look_into_are_a_fault(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    settings.KEYS.mkdir(mode=0o755)
    assert numbers() == ["wederhoor.E006"]


def test_store_that_cannot_be_written_to_is_a_fault(settings, tmp_path):
    (tmp_path / "file").write_bytes(b"no folder")
    settings.STORE = str(tmp_path / "file" / "vault")
    assert numbers() == ["wederhoor.E009"]


def test_bucket_without_a_name_is_a_fault_with_a_sentence(settings):
    settings.STORE = "s3://"
    assert [(fault.id, "names no bucket" in fault.msg) for fault in checks.faults()] == [("wederhoor.E009", True)]


def test_login_that_owns_tables_is_refused(database_server):
    connection.settings_dict.update(database_server.login("owner"))
    connection.close()
    assert "wederhoor.E013" in numbers()


def test_login_that_may_bypass_is_refused(database_server):
    connection.settings_dict.update(database_server.login("postgres"))
    connection.close()
    assert "wederhoor.E012" in numbers()


def test_table_without_row_level_security_is_a_fault(as_owner):
    as_owner("ALTER TABLE evidence_party DISABLE ROW LEVEL SECURITY")
    assert numbers() == ["wederhoor.E016"]


def test_database_behind_its_program_is_a_fault(as_owner):
    as_owner("DELETE FROM django_migrations WHERE app = 'letters'")
    assert "wederhoor.E011" in numbers()


def test_database_that_does_not_answer_is_a_fault():
    connection.settings_dict["NAME"] = "nergens"
    connection.close()
    assert numbers() == ["wederhoor.E010"]
