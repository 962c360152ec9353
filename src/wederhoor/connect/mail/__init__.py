"""Mails: from raw bytes, within limits, to what the writer wrote, what was quoted, and what was attached."""

from wederhoor.connect.mail.html import safe_html, text_of
from wederhoor.connect.mail.reading import looks_like_mail, parse

__all__ = ["looks_like_mail", "parse", "safe_html", "text_of"]
