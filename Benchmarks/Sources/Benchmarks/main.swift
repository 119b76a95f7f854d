// Prints every figure beside the floor measured in the same run, as a Markdown table for RESULTS.md.

var report = Report()
let recording = RecordingBenchmarks()
recording.run(into: &report)
AggregationBenchmarks(atomicAdd: recording.atomicAdd).run(into: &report)
try ExportBenchmarks().run(into: &report)
print(report.markdown)
