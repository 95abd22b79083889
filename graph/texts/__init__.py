"""What the assistant says, in the shopper's language. English is the source; translations are gettext catalogues."""
