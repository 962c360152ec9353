"""JSON for the shop's own programs, by version."""
