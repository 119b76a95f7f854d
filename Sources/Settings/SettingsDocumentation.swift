/// The documentation of the settings, written from the same table that reads them.
public enum SettingsDocumentation {
  /// A Markdown table: key, default, what is accepted, OpenTelemetry's variable, meaning.
  public static var markdownTable: String {
    let defaults = SettingsDraft()
    let rows = SettingsKey.all.map { key in
      let aliases = key.aliases.map { " (also `\($0)`)" }.joined()
      let value = key.show(defaults)
      let columns = [
        "`\(key.name)`\(aliases)", value.isEmpty ? "" : "`\(value)`", key.accepts, variables(for: key.name),
        key.summary,
      ]
      return "| " + columns.joined(separator: " | ") + " |"
    }
    return (["| Setting | Default | Accepts | Variable | Meaning |", "|---|---|---|---|---|"] + rows)
      .joined(separator: "\n") + "\n"
  }

  private static func variables(for key: String) -> String {
    if key == "otel_resource_attributes" { return "`\(OTelVariable.resourceAttributes)`" }
    return OTelVariable.all.filter { $0.key == key }
      .flatMap { [$0.names[0], $0.fallback].compactMap(\.self) }
      .map { "`\($0)`" }.joined(separator: ", ")
  }
}
