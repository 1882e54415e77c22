"""ansible: as most playbooks are written, tuned, and with mitogen in place of its connections."""

import json
import os
import subprocess

HOTFIX = """\
- hosts: all
  gather_facts: {facts}
  tasks:
    - file: {{ path: "{{{{ root }}}}/backups/ansible", state: directory }}
    - copy: {{ src: "{{{{ root }}}}/src/{{{{ item }}}}", dest: "{{{{ root }}}}/backups/ansible/{{{{ item }}}}", remote_src: true, mode: preserve }}
      loop: [a.py, b.py]
      when: not ansible_check_mode
    - copy: {{ src: "{project}/src/{{{{ item }}}}", dest: "{{{{ root }}}}/src/{{{{ item }}}}", mode: "0644" }}
      loop: [a.py, b.py]
    - command: "{{{{ root }}}}/bin/restart"
    - command: "test -s {{{{ root }}}}/running"
    - shell: "! tail -n 20 {{{{ root }}}}/logs/app.log | grep -i -E 'error|exception'"
"""

# The module that calls rsync belongs to another collection; an archive that is unpacked there is the way of ansible-core.
TREE = """\
- hosts: all
  gather_facts: {facts}
  tasks:
    - command: "tar -C {project} -cf {archive} tree"
      delegate_to: localhost
    - file: {{ path: "{{{{ root }}}}/backups/ansible", state: directory }}
    - command: "cp -a {{{{ root }}}}/tree {{{{ root }}}}/backups/ansible/"
    - unarchive: {{ src: "{archive}", dest: "{{{{ root }}}}" }}
"""


class Ansible:
    """As most people write it: facts, no pipelining, five hosts at a time."""

    name = "ansible"
    facts = "true"
    settings = {}
    works = {"W1": HOTFIX, "W5": HOTFIX, "W6": HOTFIX}

    def __init__(self, peers):
        self.program = peers.program("ansible-playbook")
        self.python = peers.program("python")

    def command(self, scene):
        text = self.works.get(scene.work.name)
        if text is None:
            return None
        hosts = {
            host.name: {"root": host.root, "ansible_host": host.address, "ansible_port": scene.port}
            for host in scene.hosts
        }
        common = {"ansible_user": scene.stage.account, "ansible_ssh_private_key_file": scene.stage.key,
                  "ansible_python_interpreter": "/usr/bin/python3"}  # fmt: skip
        inventory = scene.write(f"{self.name}-hosts.json", json.dumps({"all": {"hosts": hosts, "vars": common}}))
        os.makedirs(self._control(scene), exist_ok=True)
        playbook = scene.write(f"{self.name}.yml", text.format(
            facts=self.facts, project=scene.project.folder, archive=scene.path("ansible.tar")))  # fmt: skip
        return [self.program, "-i", inventory, *(["--check", "--diff"] if scene.work.is_check else []), playbook]

    def environment(self, scene):
        return {
            "ANSIBLE_CONFIG": scene.write("ansible.cfg", ""),
            "ANSIBLE_SSH_ARGS": f"-F {scene.configuration} -o ControlMaster=auto -o ControlPersist=60s",
            "ANSIBLE_SSH_CONTROL_PATH_DIR": self._control(scene),
            "ANSIBLE_LOCALHOST_WARNING": "False",
            # Fifty connections at once take longer than ten seconds where other work is done beside them.
            "ANSIBLE_TIMEOUT": "60",
            "PATH": f"{os.path.dirname(self.program)}:{os.environ['PATH']}",
            **self.settings,
        }

    def after(self, scene):
        """Ends the connections that it keeps for its next run: every run of a tool begins without one."""
        for name in os.listdir(self._control(scene)):
            path = os.path.join(self._control(scene), name)
            subprocess.run(["ssh", "-F", "/dev/null", "-o", f"ControlPath={path}", "-O", "exit", "any"], capture_output=True)

    def _control(self, scene):
        return scene.stage.path("c")


class AnsibleTuned(Ansible):
    name = "ansible-tuned"
    facts = "false"
    settings = {"ANSIBLE_PIPELINING": "True", "ANSIBLE_FORKS": "50", "ANSIBLE_GATHERING": "explicit"}
    works = {**Ansible.works, "W2": TREE}


class AnsibleMitogen(AnsibleTuned):
    name = "ansible-mitogen"
    works = Ansible.works

    def __init__(self, peers):
        super().__init__(peers)
        self.settings = {**self.settings, "ANSIBLE_STRATEGY_PLUGINS": peers.strategies(), "ANSIBLE_STRATEGY": "mitogen_linear"}
