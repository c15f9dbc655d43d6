"""Answers as pure functions of records."""
