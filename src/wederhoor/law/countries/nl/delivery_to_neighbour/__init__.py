"""Left with a neighbour or at a place: it counts as received when the customer named it."""
