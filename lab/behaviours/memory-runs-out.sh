# A unit that takes more memory than it may have. Hosts of a lab whose cgroup2 has no memory controller (docs/lab.md) cannot limit that: there
# nothing runs out of memory, and what the kernel would do, its SIGKILL, is imitated. Then this shows no more than a unit that is killed.
expect=caught
words='behaviour is failed \(failed, result (oom-kill|signal)\)'
behave() {
  unit_old 'exec sleep 600' 'MemoryMax=50M'
  if on_host units 'grep -q memory /sys/fs/cgroup/cgroup.controllers'; then
    unit_new 'sleep 2; exec python3 -c "x = bytearray(200 << 20); import time; time.sleep(600)"'
  else
    unit_new 'sleep 2; kill -KILL $$'
  fi
}
