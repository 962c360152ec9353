"""Money that was to come back and did not: owed, due, and paid to the means it came from (6:230r BW, 150 Rv)."""
