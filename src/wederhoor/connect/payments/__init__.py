"""Payments: as payment providers answer."""
