"""Photos and voice notes as bytes on disk, and the way back to pixels."""
