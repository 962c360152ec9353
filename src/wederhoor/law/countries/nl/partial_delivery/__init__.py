"""Less came than was ordered: the rest, the money for it, and a withdrawal period that has not begun."""
