"""Defects: what may be expected, who shows what within the year and after it, and the remedies."""
