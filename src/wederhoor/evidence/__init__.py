"""Dossiers, their parties, and the exhibits that lie in them under a number."""
