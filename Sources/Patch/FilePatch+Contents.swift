extension FilePatch {
  /// What a file that the diff makes holds.
  package var newContent: [UInt8] { Self.bytes(hunks.flatMap(\.new)) }

  /// What a file that the diff removes has to hold.
  package var oldContent: [UInt8] { Self.bytes(hunks.flatMap(\.old)) }

  private static func bytes(_ lines: [PatchText.Line]) -> [UInt8] { lines.flatMap { $0.content + $0.ending.bytes } }
}
