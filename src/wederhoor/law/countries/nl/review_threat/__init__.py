"""A claim with a review, the press or an authority announced beside it."""
