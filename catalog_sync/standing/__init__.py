"""Sources that are kept up: each on its own schedule, and products that shops push in between."""
