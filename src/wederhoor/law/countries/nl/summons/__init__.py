"""A summons: which court, which day, what silence costs, and where to find help."""
