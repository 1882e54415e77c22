# deep: can be reached through `far` only, and that through `units`: two jump hosts in a row.
host_address=10.99.0.2
host_gateway=10.99.0.1
host_prefix=30
host_behind=far
