"""Whole screens over the same window."""
