"""Not received: who must show receipt, what shows it, and what may be asked meanwhile."""
