# What is made once and kept in the cache folder: a container image, compose v2, an empty database cluster.
# Each is made beside its place and moved there complete, so that a killed run leaves nothing half made.

# cache_fill HOST…: makes what these hosts need, for all labs of this machine, one at a time.
cache_fill() {
  local name make
  mkdir -p "$cache"
  (
    flock -w 600 8 || fail 'another lab is still filling the cache folder'
    keys_all
    for name; do
      host_load "$name"
      for make in $host_cached; do "$make" >/dev/null; done
    done
  ) 8>"$cache/lock"
}

# A folder to make something in; what killed runs left in it goes first.
cache_bench() {
  local bench=$cache/bench-$1
  rm -rf "$bench"
  mkdir -p "$bench"
  echo "$bench"
}

# Prints the path of the archive of the image lab-python:1: this machine's Python and busybox, nothing else.
cache_image() {
  local archive=$cache/lab-python-1.tar bench library
  if [ ! -s "$archive" ]; then
    bench=$(cache_bench image)
    library=$(/usr/bin/python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
    mkdir -p "$bench/tree"/{etc,root,srv,var/log,run} "$bench/tree$library"
    mkdir -m 1777 "$bench/tree/tmp"
    closure_busybox "$bench/tree"
    tar -C "$library" -cf - --exclude=test --exclude=idlelib --exclude=ensurepip --exclude=lib2to3 --exclude=pydoc_data \
      --exclude='config-*' --exclude=__pycache__ --exclude=dist-packages --exclude=distutils --exclude=tkinter . |
      tar -C "$bench/tree$library" -xf -
    closure_copy "$bench/tree" "$(readlink -f /usr/bin/python3)" "$library"/lib-dynload/*.so
    ln -sf "$(basename "$(readlink -f /usr/bin/python3)")" "$bench/tree/usr/bin/python3"
    echo 'root:x:0:0:root:/root:/bin/sh' >"$bench/tree/etc/passwd"
    echo 'root:x:0:' >"$bench/tree/etc/group"
    tar -C "$bench/tree" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$bench/archive" .
    mv "$bench/archive" "$archive"
    rm -rf "$bench"
  fi
  echo "$archive"
}

compose_version=2.26.1-4
compose_release=trixie

# Prints the path of the docker CLI plugin `compose`, which Debian has from a later release than the hosts are.
cache_compose() {
  local plugin=$cache/docker-compose-$compose_version bench architecture sum
  if [ ! -s "$plugin" ]; then
    architecture=$(dpkg --print-architecture)
    case $architecture in
      amd64) sum=47681197cb2b1ab88206b42a1a92fc75f50d9530a6322d03494a473eed0408ea ;;
      *) fail "no checksum of compose v2 is known for $architecture" ;;
    esac
    bench=$(cache_bench compose)
    mkdir -p "$bench/sources" "$bench/lists/partial" "$bench/archives/partial"
    cache_sources >"$bench/sources/debian.sources"
    local apt=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$bench/sources" -o "Dir::State::lists=$bench/lists"
      -o "Dir::Cache=$bench" -o Acquire::Languages=none -o APT::Sandbox::User=root)
    timeout 300 apt-get "${apt[@]}" update -qq >&2 || fail 'the package list of compose v2 cannot be fetched'
    (cd "$bench" && timeout 300 apt-get "${apt[@]}" download -qq "docker-compose=$compose_version" >&2) ||
      fail "docker-compose $compose_version cannot be fetched" 'a newer one needs a new version and checksum in lab/parts/cache.sh'
    mv "$bench"/docker-compose_*.deb "$bench/package"
    echo "$sum  $bench/package" | sha256sum --quiet -c - >&2 || fail "docker-compose $compose_version has another checksum"
    dpkg-deb -x "$bench/package" "$bench/tree"
    mv "$bench/tree/usr/libexec/docker/cli-plugins/docker-compose" "$plugin"
    rm -rf "$bench"
  fi
  echo "$plugin"
}

# Prints this machine's own Debian sources with the release's name replaced, whatever mirror they name.
cache_sources() {
  local release
  release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  /usr/bin/python3 - "$release" "$compose_release" /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
    /etc/apt/sources.list.d/*.sources <"$lab_home/parts/sources.py"
}

# Prints the path of the archive of a PostgreSQL cluster with the role and the database `app`, password `lab`.
cache_cluster() {
  local archive=$cache/postgresql-15.tar.gz bench tools=/usr/lib/postgresql/15/bin
  if [ ! -s "$archive" ]; then
    bench=$(cache_bench cluster)
    mkdir -p "$bench/main"
    chmod 711 "$cache" "$bench"
    chown postgres: "$bench/main"
    chmod 700 "$bench/main"
    (
      cd "$bench/main" || exit
      echo lab >"$bench/password"
      timeout 60 runuser -u postgres -- "$tools/initdb" --no-sync -E UTF8 --locale=C.UTF-8 -A scram-sha-256 --pwfile="$bench/password" \
        -D "$bench/main" >/dev/null
      printf '%s\n' "create role app login password 'lab'" 'create database app owner app' |
        timeout 60 runuser -u postgres -- "$tools/postgres" --single -F -D "$bench/main" postgres >/dev/null 2>&1
    )
    chmod 700 "$cache"
    tar -C "$bench" -cf - main | gzip -1 >"$bench/archive"
    mv "$bench/archive" "$archive"
    rm -rf "$bench"
  fi
  echo "$archive"
}
