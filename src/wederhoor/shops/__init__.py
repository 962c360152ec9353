"""Shops, who works there in which role, and the transaction that keeps one shop's rows from another's."""
