"""A price that was a slip: no contract without a matching will, unless the customer could rely on it (3:33, 3:35)."""
