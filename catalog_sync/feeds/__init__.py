"""The formats in which shops hand over their products: one file each, all read into the same rows."""
