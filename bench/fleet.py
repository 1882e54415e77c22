"""Fifty hosts: each an address of loopback with an sshd of its own, as far away as a relay makes it."""

import os
import subprocess
import time

from bench.host import Host
from bench.stage import free_port

SIZE = 50


class Fleet:
    def __init__(self, stage):
        self.stage = stage
        self.port = free_port()
        self.hosts = [Host(stage, number) for number in range(1, SIZE + 1)]
        self._processes = []
        self._ports = {0: self.port}
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        for host in self.hosts:
            self._start_server(host)
        self._remember(self.port)

    def port_at(self, rtt):
        """The port at which all hosts are so many milliseconds away."""
        if rtt not in self._ports:
            self._ports[rtt] = self._start_relay(rtt)
            self._remember(self._ports[rtt])
        return self._ports[rtt]

    def configuration(self, rtt):
        """An ssh configuration in which h01 to h50 are that far away."""
        port = self.port_at(rtt)
        blocks = [f"Host {host.name}\n  HostName {host.address}\n" for host in self.hosts]
        blocks.append(
            f"""Host *
  User {self.stage.account}
  Port {port}
  IdentityFile {self.stage.key}
  IdentitiesOnly yes
  UserKnownHostsFile {self.stage.known_hosts}
  GlobalKnownHostsFile /dev/null
"""
        )
        return self.stage.write(f"ssh_config-{rtt}", "".join(blocks), 0o600)

    def settle(self):
        """Waits until nothing runs on any host: all that a session starts has DEPLOYCTL_STATE in its environment."""
        deadline = time.monotonic() + 60
        while self._is_at_work():
            if time.monotonic() > deadline:
                raise SystemExit("error: something still runs on a host a minute after the tool ended")
            time.sleep(0.02)

    def end(self):
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(10)

    def _is_at_work(self):
        mark = f"DEPLOYCTL_STATE={self.stage.path('hosts')}/".encode()
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/environ", "rb") as file:
                        if mark in file.read():
                            return True
                except OSError:
                    continue
        return False

    def _remember(self, port):
        public = open(self.stage.host_key + ".pub").read().split()
        with open(self.stage.known_hosts, "a") as file:
            for host in self.hosts:
                file.write(f"[{host.address}]:{port} {public[0]} {public[1]}\n")

    def _start_server(self, host):
        # An sshd for each host, since each has limits of its own (MaxStartups). An empty HOME, since a heavy start-up file of
        # the shell would be measured with every command.
        configuration = self.stage.write(
            f"sshd/{host.name}",
            f"""ListenAddress {host.address}:{self.port}
HostKey {self.stage.host_key}
PidFile none
AuthorizedKeysFile {self.stage.key}.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
UseDNS no
PrintMotd no
PrintLastLog no
Subsystem sftp internal-sftp
SetEnv HOME={host.home} DEPLOYCTL_STATE={host.state}
""",
        )
        log = self.stage.path("sshd", host.name + ".log")
        self._start(["/usr/sbin/sshd", "-D", "-f", configuration, "-E", log])

    def _start_relay(self, rtt):
        program = self.stage.path("relay")
        if not os.path.exists(program):
            self.stage.compile("relay")
        port = free_port()
        words = [program, str(rtt * 1000), str(port), str(self.port), str(SIZE)]
        relay = self._start(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if relay.stdout.readline() != b"ready\n":
            raise SystemExit("error: the relay does not start")
        return port

    def _start(self, words, **streams):
        # They end with this process, however it ends.
        process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *words], start_new_session=True, **streams)
        self._processes.append(process)
        return process
