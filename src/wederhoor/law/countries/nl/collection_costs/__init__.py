"""Collection costs, both ways: what a shop asks from a customer, and what an agency asks from a shop for one."""
