import Crypto

/// Host keys made once by `ssh-keygen`; nobody holds their private halves.
enum SampleKey: String, CaseIterable {
  case ed25519 =
    "AAAAC3NzaC1lZDI1NTE5AAAAINTYrYnmVHRKJHtIGqEkELpR1GxyAYG13oXWeYJUPXth"
  case otherEd25519 =
    "AAAAC3NzaC1lZDI1NTE5AAAAIG4yVNO3ZG8XaEuqHAc//sp5BQF16T7uYCWV4Wx3VL1Z"
  case ecdsa256 =
    """
    AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBGm5pIPVYe3LyyjQS5ItyYNszXmcNuqgj7fPZ+hq/Hgj7VjaNfvS\
    /8G7iO7gMZxM3pzKZaER1r3RmrIdoot2Cfs=
    """
  case ecdsa384 =
    """
    AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBBG+JBvRRuVdcdb8ps0OXdQd1o/zhfXY2cskeFph0OvQxH82vfDs\
    2TvtCXGyQtvxs+vDmPDKNgRsV70aePj5u8U93x+Rpjj5+pnTisnIWXUHQYcBkD0VEBcNQPmenH/ZVg==
    """
  case ecdsa521 =
    """
    AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAG70aSvBSu2z9uUCpJxLECfia7Rf7lj8zNYdrUTJHccedHT6nTy\
    PvWtD0PYpKieAxJxp9n22eD59/n2J0JmJGIhqQC5XR4BihOQwd9cFw6c8Wnydg/4RddYgDVUDox7/LyJ0g1yNcYJQzQ97RVZh09ywnrH\
    Jk5QCpzmnmXOc71y7KP8gQ==
    """
  case rsa =
    """
    AAAAB3NzaC1yc2EAAAADAQABAAAAgQDm+tMJOEcpS9y30VXjm0pmBM0vfGGXu/5A9jsYsjOvXMhR09BbNPzqnL/u0z1heBrKUXQdFvoF\
    BZfDBB5iR9FpcXU41mB46VXr15ur/Yo352G0UpOqfWIqqXazGOy3OeJIjTcQn8myQYs+aWxIlmGYaa+2HKSSQ4ycyVOayBj0RQ==
    """
  case dsa =
    """
    AAAAB3NzaC1kc3MAAACBAKVNukiN4Z9fu7dPb2LAOSTYP6gXzeNvMELkNfyMqexW3Dkf1n+yoBteGMRL6mqSvxgwWquOCvSBBAhd6P2V\
    Tms3i36Q2Z6ajFBlOrHE5fWIhFS288HCRILLlIxTZMzFaeiB86Rujkwss0RbZ4R3Fcqr+oTR4W6P1rFHg3ljLVrdAAAAFQCj/ANCcbtZ\
    3fJvKenBUeXAMiObaQAAAIA+zHzk/++ZJ7eLh6fPlVpK98q+V9ekXtu1U3TV2nn3HXUU6MEY9aS6DkLv65Ioby9xMRex9jAEHnJMPaB5\
    2LGKzRNWNDhs642+RGwIyXnvAsFkFU5qQgLT3w4gls7FnqH9OnruqALzOsnrayAwHtaM/jcSh69uWQiFJWUw9/4/rAAAAIAKN1A+pyC1\
    OEKGG5JOl+9k/NjBjXco1xmZzjFolQrYWJUx1kzDDLTtjhsMG9SVDIT+sD5yuTJyneZaUsLN1i/9GCIxNNKeawGWE/xXwmpFpKSD+HzQ\
    rSGVETv9kARDi9yZtQaYs2tbjBPCADShjdOiNNcoVLXbpv39ixHwqk1HeQ==
    """
  case securityKey =
    "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAINTYrYnmVHRKJHtIGqEkELpR1GxyAYG13oXWeYJUPXthAAAABHNzaDo="

  /// The key in base64, as a known_hosts file holds it.
  var text: String { rawValue }

  var blob: [UInt8] { Base64.decode(rawValue) ?? [] }

  var type: String {
    switch self {
    case .ed25519, .otherEd25519: "ssh-ed25519"
    case .ecdsa256: "ecdsa-sha2-nistp256"
    case .ecdsa384: "ecdsa-sha2-nistp384"
    case .ecdsa521: "ecdsa-sha2-nistp521"
    case .rsa: "ssh-rsa"
    case .dsa: "ssh-dss"
    case .securityKey: "sk-ssh-ed25519@openssh.com"
    }
  }

  /// Type and key, the part of a line after the host names.
  var field: String { "\(type) \(text)" }
}
