"""往日台账: the ledger as it stood on a past day, and as it was known on one."""
