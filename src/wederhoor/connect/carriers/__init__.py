"""Parcels: as carriers answer, as their pages show, and as their links name them."""
