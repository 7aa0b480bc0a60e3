"""月末销号例检例查: proposed, held, decided on, and looked after in the month that follows."""
