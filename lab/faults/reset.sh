# reset: connections to the host's sshd are reset, those that are open and new ones.
fault_set() {
  fault_rules 'chain in { type filter hook input priority 0; tcp dport 22 reject with tcp reset; }'
  cut_connections
}
fault_clear() { fault_no_rules; }
