# drop: a firewall drops everything that is sent to the host's sshd, without an answer.
fault_set() { fault_rules 'chain in { type filter hook input priority 0; tcp dport 22 drop; }'; }
fault_clear() { fault_no_rules; }
