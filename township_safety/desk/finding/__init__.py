"""查找: one box for hazards, sites, papers, inspections, records and reports."""
