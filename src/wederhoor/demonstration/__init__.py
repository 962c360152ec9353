"""The demonstration: one invented shop, its customers and their papers, on a day that stands still."""
