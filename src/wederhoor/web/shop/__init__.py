"""Pages for the people of a shop."""
