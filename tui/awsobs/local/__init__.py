"""An AWS on loopback."""
