"""Plain Python: money, catalogue, creators, orders, wishes, conversation. No framework is imported here."""
