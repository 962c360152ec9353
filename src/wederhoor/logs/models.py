"""The logs of a shop's site and payments: kept as they came, found again by order, person, session or moment."""

from __future__ import annotations
