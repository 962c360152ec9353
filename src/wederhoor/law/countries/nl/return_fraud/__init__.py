"""Something else came back than what was sent, or it came back used."""
