"""What the rules say: programmes as dated, cited data."""
