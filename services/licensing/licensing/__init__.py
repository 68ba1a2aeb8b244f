"""The commerce authority's export licences."""
