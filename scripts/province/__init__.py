"""A province and a country: counties counted side by side by Dask (docs/province.md)."""
