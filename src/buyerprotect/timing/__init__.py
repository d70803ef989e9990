"""How time is counted: instants, local days, zones, periods and terms."""
