"""A box without (all of) its contents: delivering them is for the shop to show; not certain law."""
