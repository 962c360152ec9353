"""A subscription: how it is ended, when, and what was paid after it should have ended."""
