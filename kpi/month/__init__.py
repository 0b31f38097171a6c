"""What the sheets say of a month besides the entries: holidays, ticks, actions, the months that are closed."""
