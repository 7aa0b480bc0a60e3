"""定稿: keeping an issued report, serving it from what is kept, telling what changed since."""
