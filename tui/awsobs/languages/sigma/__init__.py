"""Sigma rules: read from YAML once, evaluated by closures over records of CloudTrail."""
