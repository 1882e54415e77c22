/// Everything about files that a deploy has to leave or bring back: more than `Tree` tells, for a few of them.
package enum Anatomy {
  /// A line for each path, with its links, its flags and its extended attributes.
  package static func of(_ paths: [String], times: Bool = true, inodes: Bool = true) async throws -> String {
    let time = times ? "%y" : "-"
    let inode = inodes ? "%h %i" : "-"
    let script = """
      for f do
        if [ ! -e "$f" ] && [ ! -L "$f" ]; then echo "$f absent"; continue; fi
        stat -c '%n %F %a %u %g %s \(time) \(inode)' "$f"
        [ ! -L "$f" ] || { readlink "$f"; continue; }
        [ ! -f "$f" ] || sha256sum <"$f"
        getfattr -d -m - -e hex --absolute-names "$f"
        getfacl -p -c "$f"
      done
      """
    return try await Tool.run("/bin/sh", ["-c", script, "sh"] + paths)
  }

  /// Mounts something for the time of the body.
  package static func mounting(
    _ arguments: [String], at place: String, body: () async throws -> Void
  ) async throws {
    try await Tool.run("/bin/mount", arguments + [place])
    do {
      try await body()
    } catch {
      try await Tool.run("/bin/umount", ["-l", place])
      throw error
    }
    try await Tool.run("/bin/umount", ["-l", place])
  }
}
