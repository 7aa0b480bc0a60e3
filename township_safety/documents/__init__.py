"""Documents as data, and the renderers that print them."""
