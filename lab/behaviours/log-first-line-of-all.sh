# A unit that goes on running says one thing, the first after many by others: `journalctl --after-cursor` would pass over it.
expect=caught
words='behaviour: error at once'
behave() {
  unit_old 'trap "echo error at once" HUP; while :; do sleep 0.2; done'
  on_host units 'logger nothing of ours'
  echo new >run.conf
  playbook '  - copy: run.conf' '  - restart: { command: "systemctl kill -s HUP --kill-who=main behaviour" }
    undo: "true"' '  - logs: { systemd: behaviour, for: 4s }'
}
