"""Too late: the agreed day or thirty days, when notice is needed first, and what remains once it came."""
