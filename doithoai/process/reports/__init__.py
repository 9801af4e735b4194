"""Every number is a named query over a period and a territory, and lists its cases."""
