"""Sums in euro: what was paid, what comes back, what has been paid back, interest; and what other demands ask."""
