"""Money taken more often than something was ordered: what is paid without a ground comes back (6:203 BW)."""
