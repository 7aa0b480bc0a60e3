"""考核评分: villages and stations by the quarter, with the rows behind every point."""
