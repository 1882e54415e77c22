# A program that says more than journald takes: what was dropped is told, though it cannot be judged.
expect=fine
words='journald: Suppressed [0-9]+ messages from behaviour.service'
behave() {
  unit_old 'exec sleep 600' 'LogRateLimitIntervalSec=2s
LogRateLimitBurst=100'
  unit_new 'i=0; while [ $i -lt 4000 ]; do echo line $i; i=$((i + 1)); done; sleep 3; echo done; exec sleep 600' '' \
    '  - logs: { systemd: behaviour, for: 8s }'
}
