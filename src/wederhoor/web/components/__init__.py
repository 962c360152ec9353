"""What pages are made of: words for outcomes, and the plain shapes that templates draw."""
