"""Records and protocols; standard library only."""
