"""Somebody under eighteen who bought, and somebody who asks about a present that another bought."""
