"""What happened: orders, parcels, problems, evidence, claims and disputes."""
