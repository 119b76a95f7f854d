# Prints what is code in Swift files: file:line, a tab, and the line without comments and without what its strings say.
FNR == 1 { comment = 0; text = 0 }
{
  line = $0
  code = ""
  while (line != "") {
    if (comment) {
      if (!match(line, /\*\//)) break
      line = substr(line, RSTART + 2); comment = 0
    } else if (text) {
      if (!match(line, /"""/)) break
      line = substr(line, RSTART + 3); text = 0; code = code "\""
    } else if (match(line, /"""|"|\/\/|\/\*/)) {
      code = code substr(line, 1, RSTART - 1)
      found = substr(line, RSTART, RLENGTH)
      line = substr(line, RSTART + RLENGTH)
      if (found == "//") break
      if (found == "/*") { comment = 1; continue }
      if (found == "\"\"\"") { text = 1; code = code "\""; continue }
      # An interpolation may hold quotes of its own, so a string ends at the last quote that is not escaped.
      depth = 0
      for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (c == "\\" && substr(line, i + 1, 1) == "(") { depth++; i++; continue }
        if (c == "\\") { i++; continue }
        if (depth > 0 && c == "(") depth++
        if (depth > 0 && c == ")") depth--
        if (depth == 0 && c == "\"") break
      }
      code = code "\"\""
      line = substr(line, i + 1)
    } else {
      code = code line
      break
    }
  }
  if (code ~ /[^ \t]/) print FILENAME ":" FNR "\t" code
}
