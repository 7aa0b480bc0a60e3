"""统计报表: tables whose columns and rows others have fixed; every cell is a figure."""
