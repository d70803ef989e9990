"""What follows: windows, classification, recommendation and the whole assessment of a case."""
