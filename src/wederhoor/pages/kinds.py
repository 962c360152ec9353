"""The acts this department journals, and its vocabulary."""

from __future__ import annotations
