// Prints every figure beside the floor measured in the same run, as a Markdown table for RESULTS.md.
//
//   swift run … Benchmarks [instruments] [collecting] [logging] [recording] [aggregating] [exporting]     only the parts named

let chosen = Set(CommandLine.arguments.dropFirst())
func isChosen(_ part: String) -> Bool { chosen.isEmpty || chosen.contains(part) }

var report = Report()
if isChosen("instruments") { InstrumentBenchmarks().run(into: &report) }
if isChosen("collecting") { CollectionBenchmarks().run(into: &report) }
if isChosen("logging") { LogBenchmarks().run(into: &report) }
if isChosen("recording") || isChosen("aggregating") {
  let recording = RecordingBenchmarks()
  if isChosen("recording") { recording.run(into: &report) }
  if isChosen("aggregating") { AggregationBenchmarks(atomicAdd: recording.atomicAdd).run(into: &report) }
}
if isChosen("exporting") { try ExportBenchmarks().run(into: &report) }
print(report.markdown)
