"""Letters out: drafted, checked, sent once, and kept as they went."""
