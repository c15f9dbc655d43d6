"""The story `checkout`: a deploy lowers a timeout, and a shop's payments fail."""
