"""What damage and defects share: the complaint in time, the bar of time, and the ladder of remedies."""
