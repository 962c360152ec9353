"""What went into the box and what came back: records made at the packing table and at the table of returns."""
