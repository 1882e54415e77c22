import Testing

struct FileEventTests {
  /// Which line comes first, of the child or of the call that made it, is up to the kernel.
  @Test(arguments: [
    [#"11 vfork( <unfinished ...>"#, #"12 mkdir("b", 0700) = 0"#, "11 <... vfork resumed>) = 12"],
    [#"11 vfork() = 12"#, #"12 mkdir("b", 0700) = 0"#],
    [
      #"11 vfork( <unfinished ...>"#, #"12 vfork( <unfinished ...>"#, #"13 mkdir("b", 0700) = 0"#,
      "12 <... vfork resumed>) = 13", "11 <... vfork resumed>) = 12",
    ],
    [
      #"11 vfork( <unfinished ...>"#, #"12 chdir("../z") = 0"#, "11 <... vfork resumed>) = 12",
      #"12 mkdir("../a/b", 0700) = 0"#,
    ],
  ])
  func aChildBeginsWhereItsMakerIs(_ rest: [String]) {
    let trace = ([#"11 chdir("/x/a") = 0"#] + rest).joined(separator: "\n")
    #expect(FileEvent.events(of: SystemCall.read(trace), in: "/y") == [.made("/x/a/b")])
  }
}
