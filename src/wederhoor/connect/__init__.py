"""Adapters: how other people's mails, orders, parcels and pages read; no input or output of their own."""
