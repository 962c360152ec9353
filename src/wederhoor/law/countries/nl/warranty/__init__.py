"""A guarantee somebody promised on top of the law, and the law under it."""
