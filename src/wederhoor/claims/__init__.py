"""Claims: from the message that came in to the case that rests."""
