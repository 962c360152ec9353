"""Template words of this house."""
