# far: can be reached through `units` only.
host_address=10.88.0.2
host_gateway=10.88.0.1
host_prefix=30
host_behind=units
