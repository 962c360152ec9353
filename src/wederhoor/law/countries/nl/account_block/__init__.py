"""A shop that blocks an account or takes no new orders from somebody."""
