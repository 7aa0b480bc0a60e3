"""待办汇总: one person's to-dos as a page, a paper, a text, and sent out."""
