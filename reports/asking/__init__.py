"""查数: a number for a question in the words of the office, with all that has to be said of it."""
