"""Mail of the installation itself: kept as a file where no server is set, sent where one is."""

import pytest
from django.core.mail import EmailMessage

from wederhoor.accounts.post import AccountPost
from wederhoor.door import mail


@pytest.fixture
def letter() -> EmailMessage:
    return EmailMessage("Uw code", "ABCD-1234", "wederhoor@localhost", ["anna@voorbeeld.example"])


def test_mail_without_a_server_is_kept_as_a_file(settings, tmp_path, letter):
    settings.MAIL_URL, settings.POST_FOLDER = "", tmp_path
    assert AccountPost().send_messages([letter]) == 1
    kept = next(tmp_path.glob("*.eml")).read_bytes()
    assert b"ABCD-1234" in kept
    assert b"To: anna@voorbeeld.example" in kept


def test_mail_the_server_refuses_is_an_error_unless_silence_was_asked(settings, letter):
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    with pytest.raises(mail.NotSent):
        AccountPost().send_messages([letter])
    assert AccountPost(fail_silently=True).send_messages([letter]) == 0
