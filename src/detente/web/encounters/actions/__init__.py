"""Every write about encounters: one verb, one function, one transaction, one ledger line."""
