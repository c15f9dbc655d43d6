"""The stories that play into local AWS."""
