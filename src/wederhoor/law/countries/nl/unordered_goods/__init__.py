"""Something came that nobody ordered: nothing to pay, silence is no yes (7:7 BW)."""
