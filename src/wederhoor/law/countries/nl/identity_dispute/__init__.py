"""Somebody says he never ordered this."""
