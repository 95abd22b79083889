"""Understanding by rules: language packs as data, and the catalogue's own vocabulary."""
