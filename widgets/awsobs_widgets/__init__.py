"""Textual widgets over plain rows and cells."""
