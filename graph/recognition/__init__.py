"""What is in a photo: what each sense reads, and how much to trust what they say together."""
