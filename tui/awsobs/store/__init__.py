"""Bounded memory that the screen reads at its own pace."""
