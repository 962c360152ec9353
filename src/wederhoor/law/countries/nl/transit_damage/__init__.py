"""Broken on arrival: the shop's risk until receipt, and what shows that it broke on the way."""
