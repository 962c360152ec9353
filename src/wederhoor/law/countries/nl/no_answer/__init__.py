"""A shop that does not answer: what the customer may do next, and what the claim itself is worth."""
