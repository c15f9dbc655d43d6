"""From records to rows of plain text with style names, and to drawings."""
