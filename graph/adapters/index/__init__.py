"""What can be searched, kept in Qdrant: embedded in the process by default, on a server where there are many."""
