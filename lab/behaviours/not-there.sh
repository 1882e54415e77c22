# A unit that nobody knows: refused.
expect=caught
words='there is no unit behaviour-nowhere'
behave() {
  unit_old 'exec sleep 600'
  unit_new 'exec sleep 601'
  sed -i 's/systemd: behaviour/systemd: behaviour-nowhere/' playbooks/try.yml
}
