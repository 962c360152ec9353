"""Whether a claim is too old: two, three or five years, what starts them anew, and who must say so."""
