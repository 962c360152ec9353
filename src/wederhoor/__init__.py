"""Hearing the other side: calm, fair and provable handling of webshop claims."""

__version__ = "0.1.0"
