# hangup: the connections that are open at the host's sshd are reset, once.
fault_lasts=
fault_set() { cut_connections; }
