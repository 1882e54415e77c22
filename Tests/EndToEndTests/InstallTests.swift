import Deploy
import Glibc
import TestSupport
import Testing

/// What a user sees of the ways in which files are installed.
struct InstallTests {
  /// A file with everything: two links, a capability, an ACL, an attribute, set-user-id, a time long ago.
  private func decorate(_ file: String) async throws {
    try await Tool.run(
      "/bin/sh",
      [
        "-c",
        """
        PATH=$PATH:/usr/sbin
        chown 1234:4321 "$1"; chmod 4751 "$1"
        setfattr -n user.note -v kept "$1"; setfacl -m u:77:rx "$1"; setcap cap_net_bind_service=ep "$1"
        touch -d @1000000000.5 "$1"
        """, "sh", file,
      ])
  }

  @Test(.enabled(if: getuid() == 0, "capabilities take root")) func aRollbackBringsEverythingBack() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let root = stage.server.root
      try await Tool.run("/bin/ln", ["\(root)/src/b.txt", "\(root)/twin"])
      for name in ["a", "b"] { try await decorate("\(root)/src/\(name).txt") }
      try await Tool.run("/bin/ln", ["-s", "src/a.txt", "\(root)/link"])
      try stage.write("new\n", to: "conf/x")
      try stage.playbook(
        steps: """
            - copy: { from: src/a.txt, to: link }
            - copy: [src/b.txt, conf/x]
          """)
      // What is renamed back has another inode; what is written in place has the same.
      func anatomy() async throws -> String {
        let renamed = try await Anatomy.of(["\(root)/src/a.txt", "\(root)/conf", "\(root)/link"], inodes: false)
        return renamed + (try await Anatomy.of(["\(root)/src/b.txt", "\(root)/twin"]))
      }
      let before = try await anatomy()
      let ending = try await stage.deploy()
      #expect(ending.code == .done, "\(ending)")
      #expect(ending.output.contains("    link → src/a.txt\n"), "\(ending)")
      #expect(
        ending.output.contains("(written in place, since it has 2 hard links, which change with it)"), "\(ending)")
      #expect(try stage.server.read("twin") == "b of new\n")
      let capability = try await Tool.run("/usr/sbin/getcap", ["\(root)/src/a.txt", "\(root)/twin"])
      #expect(capability.split(separator: "\n").count == 2, "\(capability)")
      let back = try await stage.run("rollback", "target", "latest", "--yes")
      #expect(back.code == .done, "\(back)")
      #expect(back.output.contains("written in place"), "\(back)")
      #expect(try await anatomy() == before)
    }
  }

  @Test(.enabled(if: getuid() == 0, "mounting takes root")) func anotherFilesystemIsRolledBack() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let place = "\(stage.server.root)/src"
      try await Anatomy.mounting(["-t", "tmpfs", "-o", "size=1m,mode=755", "none"], at: place) {
        try stage.settle()
        let before = try await Anatomy.of(["\(place)/a.txt", "\(place)/b.txt"], inodes: false)
        let deploy = try await stage.deploy()
        #expect(deploy.code == .done, "\(deploy)")
        #expect(deploy.output.contains("on another filesystem than the backup folder"), "\(deploy)")
        let back = try await stage.run("rollback", "target", "latest", "--yes")
        #expect(back.code == .done, "\(back)")
        #expect(try await Anatomy.of(["\(place)/a.txt", "\(place)/b.txt"], inodes: false) == before)
        #expect(Files.names(in: Array(place.utf8))?.count == 2)
      }
    }
  }

  @Test(.enabled(if: getuid() == 0, "mounting takes root")) func aCheckSaysWhereThereIsNoRoom() async throws {
    try await Stage.with("target") { stage in
      try stage.settle()
      let place = "\(stage.server.root)/src"
      try await Anatomy.mounting(["-t", "tmpfs", "-o", "size=8k", "none"], at: place) {
        try stage.write(String(repeating: "x", count: 20_000), to: "src/a.txt")
        let check = try await stage.run("check", "playbooks/site.yml")
        #expect(check.code == .notChanged, "\(check)")
        #expect(
          check.output.contains("not enough room on the filesystem of \(place): 24576 bytes needed, 8192 free"),
          "\(check)")
      }
    }
  }
}
