"""Runs everything one machine needs: the data folder, the embedded database, and the processes that must stay up."""
