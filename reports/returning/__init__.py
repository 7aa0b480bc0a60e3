"""定稿回传: a report's Word file edited outside, held against the composed text."""
