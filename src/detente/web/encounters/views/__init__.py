"""Pages of this app: thin, one module a part."""
