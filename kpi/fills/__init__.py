"""How a fill is made: its columns, who stands in its rows, what cells echo, row heights, the scores of last month."""
