"""The channels and doors: Telegram, its local stand-in, the command line, rehearsals, benchmarks."""
