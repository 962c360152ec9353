"""Something else came than was ordered: the right item, free, and what shows which one was sent."""
