"""The demo shop "Harbour & Pine": its catalogue, its pictures, its creators, and what makes them."""
