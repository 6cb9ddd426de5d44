"""Who did what: an append-only, hash-chained record that the public can read as sentences."""
