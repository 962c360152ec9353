"""A payment taken back through the bank: the bank's rules decide who holds the money, the law who may keep it."""
