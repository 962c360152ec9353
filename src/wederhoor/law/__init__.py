"""Who may ask what on these facts, why, by which article, and by when."""
