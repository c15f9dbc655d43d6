"""All that only a screen needs."""
