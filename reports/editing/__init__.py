"""Templates and set phrases as the office changes them: steps, checks, picker, preview."""
