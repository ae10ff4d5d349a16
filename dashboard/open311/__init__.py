"""Open311 GeoReport v2 beside the pages: other programs send requests, and ask what became of their own."""
