"""The X-Ray daemon: segments in by UDP, batches out."""
