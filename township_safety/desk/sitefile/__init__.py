"""一企一档: all that the ledgers say of one site, on a page and on paper."""
