"""Every write of this app: one verb, one function, one transaction."""
