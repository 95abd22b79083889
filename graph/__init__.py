"""The shopping assistant: it knows no channel, no feed format and no concrete engine."""
