"""Findings in the trail: rules as data, folded hits, bursts and sequences."""
