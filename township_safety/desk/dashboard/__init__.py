"""统计概览: what leaders see of a period, each number with the rows behind it."""
