"""What everybody may read, as JSON: the same numbers as on the pages and nothing finer."""
