"""The query language of CloudWatch Logs Insights, parsed once and run over batches of events."""
