from graph.domain.catalogue import Availability
from graph.domain.money import Money
from graph.ports.supply import ListingRecord

COMPLETE = ListingRecord(
    sku="K-1",
    product="K",
    title="Skerry Kettle 1.7 l",
    product_title="Skerry Kettle 1.7 l",
    description="Boils water.",
    price=Money(1500, "EUR"),
    availability=Availability.IN_STOCK,
    fingerprint="",
    text_hash="",
    look_hash="abc",
    brand="Skerry",
    category=("Kitchen", "Kettles"),
    options={"color": "red", "size": "M", "material": "steel"},
    gtin="4006381333931",
    picture="abc.jpg",
    url="https://acme.example/k-1",
)
"""A listing that lacks nothing."""
