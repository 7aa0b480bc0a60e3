"""数据核对、文稿检查: a strict editor for any text, with or without a ledger behind it."""
