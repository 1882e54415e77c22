# web: docker 20.10, docker-compose 1.29 and compose v2, the image lab-python:1; logs in as root.
host_address=10.77.0.11
host_tools='dockerd docker-compose'
host_cached='cache_image cache_compose'
host_options=(
  --capability=all --system-call-filter='add_key keyctl bpf'
  # Images and containers lie outside the overlay, which docker's own overlays cannot be stacked on.
  --bind="$host_folder/docker:/var/lib/docker" --bind="$host_folder/containerd:/var/lib/containerd"
  --bind-ro="$cache/docker-compose-$compose_version:/usr/libexec/docker/cli-plugins/docker-compose"
)
host_dress() {
  local units=$1/etc/systemd/system
  mkdir -p "$host_folder/docker" "$host_folder/containerd" "$units/multi-user.target.wants" "$units/sockets.target.wants"
  ln -s /lib/systemd/system/docker.service "$units/multi-user.target.wants/docker.service"
  ln -s /lib/systemd/system/docker.socket "$units/sockets.target.wants/docker.socket"
}
host_ready() {
  host_run docker image inspect lab-python:1 >/dev/null 2>&1 ||
    host_run docker import -c 'CMD ["python3"]' -c 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin' -c 'ENV PYTHONUNBUFFERED=1' - lab-python:1 \
      <"$(cache_image)" >/dev/null 2>&1
}
