"""The protocols of AWS, driven by botocore's service models."""
