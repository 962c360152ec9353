"""Withdrawal (herroeping): fourteen days without a reason, and the money that follows."""
