"""Filters that write dates and amounts as the reader's language does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template

from wederhoor.web.components import words

register = template.Library()


@register.filter(expects_localtime=True)
def day(on: date | None, form: str = "D j M") -> str:
    """ma 12 okt"""
    return words.day(on, form)


@register.filter(expects_localtime=True)
def money(amount: Decimal | None) -> str:
    """€ 133,95"""
    return words.money(amount)
