import OTLPEncoding

extension CheckReport {
  /// One object on one line: `ok`, `collector`, `stages` and `notes`.
  package var json: String {
    var text = JSONText()
    text.raw("{\"ok\":\(isOK),\"collector\":")
    text.optional(collector)
    text.raw(",\"stages\":[")
    for (index, stage) in stages.enumerated() {
      if index > 0 { text.raw(",") }
      text.stage(stage)
    }
    text.raw("],\"notes\":")
    text.list(notes)
    text.raw("}")
    return String(decoding: text.bytes, as: UTF8.self)
  }
}

extension JSONText {
  fileprivate mutating func stage(_ stage: CheckStage) {
    raw("{\"name\":\"\(stage.name.rawValue)\",\"status\":\"\(stage.outcome.rawValue)\",\"summary\":")
    string(stage.summary)
    raw(",\"details\":")
    list(stage.details)
    raw(",\"hint\":")
    optional(stage.hint)
    raw("}")
  }

  fileprivate mutating func list(_ texts: [String]) {
    raw("[")
    for (index, text) in texts.enumerated() {
      if index > 0 { raw(",") }
      string(text)
    }
    raw("]")
  }

  fileprivate mutating func optional(_ text: String?) {
    if let text { string(text) } else { raw("null") }
  }
}
