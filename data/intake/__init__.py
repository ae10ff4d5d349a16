"""Requests of online intake (民情暖哨) that other programs send, as Open311 GeoReport v2 has them."""
