"""更正: wrong numbers of an issued report, who else holds them, and the 更正说明."""
