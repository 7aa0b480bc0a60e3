"""迎检: the year's archive as one PDF and one ZIP, what is missing from it, 抽查 of hazards."""
