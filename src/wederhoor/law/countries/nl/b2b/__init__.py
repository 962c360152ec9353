"""A buyer who buys for a business: what does not hold then, and what holds instead."""
