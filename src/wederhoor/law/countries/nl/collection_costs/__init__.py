"""Costs in a collection letter against the shop; the sum itself belongs to its own topic. Not certain law."""
